namespace Diffusion;

/// <summary>The sizes of a <see cref="DiT"/>.</summary>
public sealed record DiTSizes
{
    /// <summary>1 for grey, 3 for colour, 4 for latents.</summary>
    public int ImageChannels { get; init; } = 1;

    /// <summary>Height and width of the images.</summary>
    public int ImageSize { get; init; } = 32;

    /// <summary>Side of the square patches that become tokens; divides <see cref="ImageSize"/>.</summary>
    public int Patch { get; init; } = 4;

    /// <summary>Numbers in each token; <see cref="Heads"/> divides it, and so does 4.</summary>
    public int Width { get; init; } = 128;

    /// <summary>How many blocks.</summary>
    public int Depth { get; init; } = 6;

    /// <summary>Attention heads in each block.</summary>
    public int Heads { get; init; } = 4;

    /// <summary>How many class labels the network can be told; 0: none.</summary>
    public int Classes { get; init; }

    /// <summary>
    /// The words the network can be told, as numbers [B, L] of a <see cref="Vocabulary"/>; empty: none.
    /// </summary>
    public IReadOnlyList<string> Words { get; init; } = [];

    /// <summary>How many words a sentence may have, where the network knows <see cref="Words"/>.</summary>
    public int LongestText { get; init; }

    /// <summary>Numbers in the vector of a word; 4 divides it.</summary>
    public int ContextSize { get; init; }

    /// <summary>How many times the words look at each other before the image looks at them.</summary>
    public int TextBlocks { get; init; }

    /// <summary>For 32x32 colour images: 64 tokens, a million weights.</summary>
    public static DiTSizes Cifar10 => new() { ImageChannels = 3, Width = 96, Classes = 10 };

    /// <summary>For the latents of <see cref="VaeSizes.Garments"/>, 4x7x7: each place is a token, 49 of them.</summary>
    public static DiTSizes Latents =>
        new() { ImageChannels = 4, ImageSize = 7, Patch = 1, Width = 64, Depth = 4, Classes = 10 };

    /// <summary>For 32x32 colour images of scenes, told in sentences.</summary>
    public static DiTSizes Scenes => Cifar10 with
    {
        Classes = 0, ContextSize = 64, Words = SceneWords.Vocabulary.Words,
        LongestText = SceneWords.Vocabulary.Longest, TextBlocks = 2,
    };

    /// <summary>Refuses sizes that no network can have.</summary>
    internal void Check()
    {
        void Require(bool holds, string what)
        {
            if (!holds) throw new ArgumentException($"A DiT needs {what}.", nameof(DiTSizes));
        }
        Require(ImageChannels > 0 && ImageSize > 0 && Depth > 0, "at least 1 channel, 1 pixel and 1 block");
        Require(
            Patch > 0 && ImageSize % Patch == 0, $"patches that divide the image's side {ImageSize}; {Patch} does not");
        Require(Heads > 0 && Width > 0 && Width % Heads == 0 && Width % 4 == 0,
            $"a width that 4 and its {Heads} heads divide, not {Width}");
        Require(Classes >= 0, "0 or more classes");
        Require(Classes == 0 || Words.Count == 0, "classes or words to be told, not both");
        Require(Words.Count == 0 || (LongestText > 0 && ContextSize > 0 && ContextSize % 4 == 0 && TextBlocks >= 0),
            "for words a LongestText above 0, a ContextSize that 4 divides and 0 or more TextBlocks, "
            + $"not {LongestText}, {ContextSize} and {TextBlocks}");
    }
}
