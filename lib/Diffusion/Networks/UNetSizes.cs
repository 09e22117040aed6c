namespace Diffusion;

/// <summary>The sizes of a <see cref="UNet"/>.</summary>
public sealed record UNetSizes
{
    /// <summary>1 for grey, 3 for colour, 4 for latents.</summary>
    public int ImageChannels { get; init; } = 1;

    /// <summary>Feature maps at the finest level; a multiple of 8.</summary>
    public int BaseChannels { get; init; } = 32;

    /// <summary>
    /// Feature maps at each level, as multiples of <see cref="BaseChannels"/>; each level halves the image.
    /// </summary>
    public IReadOnlyList<int> Multipliers { get; init; } = [1, 2, 2];

    /// <summary>Residual blocks at each level, on the way down and again on the way up.</summary>
    public int BlocksPerLevel { get; init; } = 1;

    /// <summary>
    /// The levels (0 is the finest) at which every place looks at every other. The middle always does.
    /// </summary>
    public IReadOnlyList<int> AttentionLevels { get; init; } = [];

    /// <summary>
    /// The image is first folded into patches of this many pixels a side (1: not at all), and unfolded at the end: a
    /// network that works on half the width needs a quarter of the time.
    /// </summary>
    public int Patch { get; init; } = 1;

    /// <summary>How many class labels the network can be told; 0: none.</summary>
    public int Classes { get; init; }

    /// <summary>D of a text [B, L, D] that the attention can look at; 0: none.</summary>
    public int ContextSize { get; init; }

    /// <summary>
    /// The words the network can be told, as numbers [B, L] of a <see cref="Vocabulary"/>, which it turns into vectors
    /// of <see cref="ContextSize"/> numbers itself; empty: it takes vectors.
    /// </summary>
    public IReadOnlyList<string> Words { get; init; } = [];

    /// <summary>How many words a sentence may have, where the network knows <see cref="Words"/>.</summary>
    public int LongestText { get; init; }

    /// <summary>How many times the words look at each other before the image looks at them.</summary>
    public int TextBlocks { get; init; }

    /// <summary>Whether the network knows the order of the words; without, a sentence is a bag of words.</summary>
    public bool WordOrder { get; init; } = true;

    /// <summary>
    /// Feature maps of a last convolution at full size, after unfolding: its neighbourhoods overlap, where patches
    /// alone meet at edges that can be seen. 0: none.
    /// </summary>
    public int Head { get; init; }

    /// <summary>The share of numbers in each block that training sets to 0 at random.</summary>
    public double Dropout { get; init; }

    /// <summary>For 8x8 digits.</summary>
    public static UNetSizes Digits8x8 => new() { Multipliers = [1, 2], Classes = 10 };

    /// <summary>For 28x28 grey images: works on 14x14 and 7x7, learns digits while a class watches.</summary>
    public static UNetSizes Mnist => new() { Multipliers = [1, 2], AttentionLevels = [1], Patch = 2, Classes = 10 };

    /// <summary>
    /// For the latents of <see cref="VaeSizes.Garments"/>, 4x7x7: the network of <see cref="Mnist"/> to the last
    /// weight, with the VAE's code in the place of patches.
    /// </summary>
    public static UNetSizes Latents => Mnist with { ImageChannels = 4, Patch = 1 };

    /// <summary>For 32x32 colour images.</summary>
    public static UNetSizes Cifar10 => new()
    {
        ImageChannels = 3, Multipliers = [1, 2, 2], AttentionLevels = [1, 2], Patch = 2, Classes = 10,
    };

    /// <summary>For 32x32 colour images of scenes, told in sentences.</summary>
    public static UNetSizes Scenes => new()
    {
        ImageChannels = 3, Multipliers = [1, 2, 2], AttentionLevels = [1, 2], Patch = 2, Head = 13,
        ContextSize = 64, Words = SceneWords.Vocabulary.Words, LongestText = SceneWords.Vocabulary.Longest,
            TextBlocks = 2,
    };

    /// <summary>Refuses sizes that no network can have.</summary>
    /// <exception cref="ArgumentException">The message names the size.</exception>
    internal void Check()
    {
        void Require(bool holds, string what)
        {
            if (!holds) throw new ArgumentException($"A U-Net needs {what}.", nameof(UNetSizes));
        }
        Require(ImageChannels > 0, $"at least 1 image channel, not {ImageChannels}");
        Require(BaseChannels > 0 && BaseChannels % 8 == 0, $"BaseChannels that 8 divides, not {BaseChannels}");
        Require(Multipliers.Count > 0 && Multipliers.All(m => m > 0),
            $"at least one positive multiplier, not [{string.Join(", ", Multipliers)}]");
        Require(BlocksPerLevel > 0, $"at least 1 block a level, not {BlocksPerLevel}");
        Require(AttentionLevels.All(level => level >= 0 && level < Multipliers.Count),
            $"attention at levels 0 to {Multipliers.Count - 1}, not [{string.Join(", ", AttentionLevels)}]");
        Require(Patch > 0, $"patches of at least 1 pixel, not {Patch}");
        Require(Classes >= 0 && ContextSize >= 0, "numbers of classes and context channels of 0 or more");
        Require(Classes == 0 || ContextSize == 0, "classes or a text to be told, not both");
        Require(Head >= 0, $"a head of 0 or more feature maps, not {Head}");
        Require(Words.Count == 0 || (LongestText > 0 && ContextSize > 0 && ContextSize % 4 == 0 && TextBlocks >= 0),
            "for words a LongestText above 0, a ContextSize that 4 divides and 0 or more TextBlocks, "
            + $"not {LongestText}, {ContextSize} and {TextBlocks}");
        Require(Dropout is >= 0 and < 1, FormattableString.Invariant($"a dropout from 0 to below 1, not {Dropout}"));
    }
}
