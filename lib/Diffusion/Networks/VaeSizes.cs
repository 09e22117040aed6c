namespace Diffusion;

/// <summary>The sizes of a <see cref="Vae"/>.</summary>
public sealed record VaeSizes
{
    /// <summary>1 for grey, 3 for colour.</summary>
    public int ImageChannels { get; init; } = 1;

    /// <summary>Height and width of the images; where the code is a map, a multiple of 4.</summary>
    public int ImageSize { get; init; } = 28;

    /// <summary>
    /// Where above 0, an image becomes a map of so many channels and a quarter of its width and height, made by
    /// convolutions: places stay where they are.
    /// </summary>
    public int LatentChannels { get; init; } = 4;

    /// <summary>
    /// Where <see cref="LatentChannels"/> is 0, an image becomes a list of so many numbers, made by dense layers.
    /// </summary>
    public int LatentNumbers { get; init; }

    /// <summary>
    /// Feature maps of the convolutions at half size (a multiple of 8), or numbers in each dense layer.
    /// </summary>
    public int Width { get; init; } = 32;

    /// <summary>For 28x28 grey images: 4 maps of 7x7, 196 numbers.</summary>
    public static VaeSizes Garments => new();

    /// <summary>For 28x28 grey images: a list of numbers, small enough to be trained while a class watches.</summary>
    public static VaeSizes GarmentNumbers(int count = 16) =>
        new() { LatentChannels = 0, LatentNumbers = count, Width = 256 };

    /// <summary>The shape of one image's code: [C, H / 4, W / 4] or [numbers].</summary>
    public long[] LatentShape() =>
        LatentChannels > 0 ? [LatentChannels, ImageSize / 4, ImageSize / 4] : [LatentNumbers];

    /// <summary>[C, H, W].</summary>
    public long[] ImageShape() => [ImageChannels, ImageSize, ImageSize];

    /// <summary>Refuses sizes that no network can have.</summary>
    /// <exception cref="ArgumentException">The message names the size.</exception>
    internal void Check()
    {
        void Require(bool holds, string what)
        {
            if (!holds) throw new ArgumentException($"A VAE needs {what}.", nameof(VaeSizes));
        }
        Require(ImageChannels > 0 && ImageSize > 0,
            $"images of at least 1 channel and 1 pixel, not {ImageChannels} and {ImageSize}");
        Require(LatentChannels >= 0 && LatentNumbers >= 0 && (LatentChannels > 0) != (LatentNumbers > 0),
            $"a code of LatentChannels or of LatentNumbers, one of them above 0, not {LatentChannels} and "
            + $"{LatentNumbers}");
        Require(LatentChannels == 0 || ImageSize % 4 == 0, $"images whose side 4 divides, not {ImageSize}");
        Require(Width > 0 && (LatentChannels == 0 || Width % 8 == 0),
            $"a width above 0 that 8 divides for a map, not {Width}");
    }
}
