namespace Diffusion;

/// <summary>
/// How many multiplications (each with its addition) a network makes for one image, counted from its sizes: what it
/// costs on every machine. Layers with weights and attention are counted; normalisations and activations, a few for
/// each number, are not.
/// </summary>
public static class MultiplyAdds
{
    /// <summary>
    /// A convolution: each of its answers, at each place, is a sum over a neighbourhood of all channels.
    /// </summary>
    /// <param name="inChannels">Maps that come in.</param>
    /// <param name="outChannels">Maps that go out.</param>
    /// <param name="kernel">Side of the neighbourhood.</param>
    /// <param name="side">Height and width of the maps that go out.</param>
    public static long Convolution(long inChannels, long outChannels, int kernel, long side) =>
        inChannels * outChannels * kernel * kernel * side * side;

    /// <summary>One call of a denoising network for one image.</summary>
    /// <param name="network">A <see cref="UNet"/> or a <see cref="DiT"/>.</param>
    /// <param name="side">Height and width of the image or latent.</param>
    /// <exception cref="ArgumentException">The network is of another kind.</exception>
    public static long OfCall(DenoisingNetwork network, int side) => network switch
    {
        UNet unet => Of(unet.Sizes, side),
        DiT dit => Of(dit.Sizes),
        _ => throw new ArgumentException(
            $"The multiply-adds of a {network.Architecture} are not counted here; of a unet or dit they are.",
            nameof(network)),
    };

    /// <summary>An image from a code.</summary>
    public static long OfDecoder(VaeSizes sizes)
    {
        long width = sizes.Width, half = sizes.ImageSize / 2, quarter = sizes.ImageSize / 4,
            pixels = sizes.ImageChannels * (long)sizes.ImageSize * sizes.ImageSize;
        if (sizes.LatentChannels == 0) return sizes.LatentNumbers * width + width * width + width * pixels;
        return Convolution(sizes.LatentChannels, 2 * width, 3, quarter)
            + VaeDecoder.Blocks * 2 * Convolution(2 * width, 2 * width, 3, quarter)
            + Convolution(2 * width, width, 3, half) + 2 * Convolution(width, width, 3, half)
            + Convolution(width, 2 * width, 3, half)
            + Convolution(width / 2, sizes.ImageChannels, 3, sizes.ImageSize);
    }

    private static long Of(UNetSizes sizes, int imageSide)
    {
        if (sizes.ContextSize > 0)
            throw new ArgumentException("A U-Net that reads a text is not counted here.", nameof(sizes));
        long basis = sizes.BaseChannels, told = 4 * basis,
            folded = (long)sizes.ImageChannels * sizes.Patch * sizes.Patch;
        long side = imageSide / sizes.Patch, channels = basis;
        var last = sizes.Multipliers.Count - 1;
        var sides = new long[last + 1];
        long Attention(long width) => 4 * width * width * side * side + 2 * width * side * side * side * side;
        long Stage(long from, long to, bool attends) =>
            Convolution(from, to, 3, side) + told * to + Convolution(to, to, 3, side)
            + (from == to ? 0 : Convolution(from, to, 1, side)) + (attends ? Attention(to) : 0);

        var sum = basis * told + told * told + Convolution(folded, basis, 3, side);
        for (var level = 0; level <= last; level++)
        {
            var wide = basis * sizes.Multipliers[level];
            sides[level] = side;
            for (var block = 0; block < sizes.BlocksPerLevel; block++, channels = wide)
                sum += Stage(channels, wide, sizes.AttentionLevels.Contains(level));
            if (level == last) continue;
            side = (side + 1) / 2;
            sum += Convolution(channels, channels, 3, side);
        }
        sum += Stage(channels, channels, attends: true) + Stage(channels, channels, attends: false);
        for (var level = last; level >= 0; level--)
        {
            var wide = basis * sizes.Multipliers[level];
            for (var block = 0; block < sizes.BlocksPerLevel; block++, channels = wide)
                sum += Stage(channels + wide, wide, sizes.AttentionLevels.Contains(level));
            if (level == 0) continue;
            side = sides[level - 1];
            sum += Convolution(channels, channels, 3, side);
        }
        return sizes.Head == 0
            ? sum + Convolution(channels, folded, 3, side)
            : sum + Convolution(channels, (long)sizes.Head * sizes.Patch * sizes.Patch, 3, side)
                + Convolution(sizes.Head + sizes.ImageChannels, sizes.ImageChannels, 3, imageSide);
    }

    private static long Of(DiTSizes sizes)
    {
        if (sizes.Words.Count > 0)
            throw new ArgumentException("A DiT that reads sentences is not counted here.", nameof(sizes));
        long side = sizes.ImageSize / sizes.Patch, tokens = side * side, width = sizes.Width;
        var values = (long)sizes.ImageChannels * sizes.Patch * sizes.Patch;
        // Four products for attention's projections, eight for the two wide layers; looks, twice; six modulations.
        var block = 12 * width * width * tokens + 2 * tokens * tokens * width + 6 * width * width;
        return sizes.Depth * block + 2 * values * width * tokens + 4 * width * width;
    }
}
