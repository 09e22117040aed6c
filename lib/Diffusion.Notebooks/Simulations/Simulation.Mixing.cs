using static TorchSharp.torch;

namespace Diffusion.Notebooks;

public sealed partial class Simulation
{
    /// <summary>
    /// A colour picture and noise, mixed live by two rules at once: drag the point along the quarter circle (variance
    /// preserving) or its chord (a crossfade), and watch both pictures, the arrows of the weights and the energies.
    /// </summary>
    /// <param name="file">
    /// The bytes of a picture file (PNG, JPEG, WebP); its middle square is taken. The course's own:
    /// <c>EmbeddedData.Read("chelsea.png")</c>.
    /// </param>
    /// <param name="side">Its width and height in pixels, 16 to 256.</param>
    /// <exception cref="ArgumentException">The bytes are no picture, or one of a single colour.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The side is too small or too large.</exception>
    public static Simulation Mixing(byte[] file, int side = 160)
    {
        if (side is < 16 or > 256)
            throw new ArgumentOutOfRangeException(
                nameof(side), side, "The picture's side is 16 to 256 pixels.");
        var planes = ImageFiles.Decode(file, channels: 3, side)
            ?? throw new ArgumentException(
                $"These {file.Length} bytes are no picture that can be read: give a PNG, JPEG or WebP file.",
                nameof(file));
        if (planes.Distinct().Count() == 1)
            throw new ArgumentException("The picture has one colour only: it has no energy to mix.", nameof(file));
        var pixels = side * side;
        var rgb = new byte[planes.Length];
        for (var i = 0; i < rgb.Length; i++) rgb[i] = planes[i % 3 * pixels + i / 3];
        var address = "data:image/png;base64," + Convert.ToBase64String(PngFile.Encode(new Picture(side, side, rgb)));
        return new("mixing", "A picture and noise, mixed by two rules",
            "Drag the point along the quarter circle: it sets how much of picture and noise both rules take. The "
            + "arrows are the weights; the shorter one is the crossfade, whose picture is faint by just that much.",
            "At half picture and half noise the crossfade, 0.50 of each, has half of the energy and looks washed out; "
                + "the variance-preserving mixture, 0.71 of each, keeps all of it.",
            new { Width = side, Height = side, A = 0.5, Picture = address },
            () => MixingStill(planes, side), hasManyColours: true);
    }

    private static Picture MixingStill(byte[] planes, int side)
    {
        using var scope = NewDisposeScope();
        using var quiet = no_grad();
        var image = tensor(planes).to(float32).reshape(1, 3, side, side);
        var (mean, std) = (image.mean().item<float>(), image.std(unbiased: false).item<float>());
        var picture = (image - mean) / std;
        var noise = randn([1, 3, side, side], generator: new Generator(1));
        Tensor[] mixtures = [noise, 0.5 * picture + 0.5 * noise, Math.Sqrt(0.5) * (picture + noise), picture];
        var grid = new ImageGrid(cat(mixtures), columns: 4, range: ((0 - mean) / std, (255 - mean) / std))
            .PixelSize(1).Columns("noise", "crossfade, half and half", "variance preserving", "picture");
        // Colours that differ little would only make the file larger.
        return ((IDrawable)grid).Draw(1).Posterise(16);
    }
}
