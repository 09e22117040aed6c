using static TorchSharp.torch;

namespace Diffusion.Notebooks;

public sealed partial class Simulation
{
    /// <summary>So many greys keep the sheet small; the noise hides the rest.</summary>
    private const int Greys = 20;

    /// <summary>
    /// The reverse process of a perfect memory: the exact denoiser of some real pictures, live. Scrub from noise to
    /// picture, choose sampler and steps, draw the rest of the noise anew, or rub out a part of a picture that is not
    /// among them.
    /// </summary>
    /// <param name="images">
    /// [N, 1, S, S], 2 to 2,000 pictures from -1 to 1, S at most 32: what the memory holds.
    /// </param>
    /// <param name="toMend">[M, 1, S, S], at most 12 others, of which a part is to be filled; null for none.</param>
    /// <param name="names">A name for each of those.</param>
    /// <param name="steps">How many steps it begins with, 1 to 50.</param>
    /// <exception cref="ArgumentException">The shapes or the names do not fit.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The number of steps is out of range.</exception>
    public static Simulation Garments(Tensor images, Tensor? toMend = null, string[]? names = null, int steps = 20)
    {
        if (images.shape is not [>= 2 and <= 2000, 1, var side, var width] || side != width || side > 32)
            throw new ArgumentException(
                "Give 2 to 2,000 grey pictures [N, 1, S, S] with S at most 32, not "
                + $"[{string.Join(", ", images.shape)}].", nameof(images));
        names ??= toMend is null ? [] : [.. Enumerable.Range(1, (int)toMend.shape[0]).Select(i => $"picture {i}")];
        if (toMend is not null
            && (toMend.dim() != 4 || toMend.shape[0] > 12 || !toMend.shape[1..].SequenceEqual(images.shape[1..])))
            throw new ArgumentException(
                "What is to be mended are at most 12 pictures like the others, not "
                + $"[{string.Join(", ", toMend.shape)}].", nameof(toMend));
        if (names.Length != (toMend?.shape[0] ?? 0))
            throw new ArgumentException(
                $"{toMend?.shape[0] ?? 0} pictures to mend have {names.Length} names; they must be equally many.",
                nameof(names));
        if (steps is < 1 or > 50)
            throw new ArgumentOutOfRangeException(
                nameof(steps), steps, "The simulation takes 1 to 50 steps.");
        Picture[] pictures = [.. Tiles.Of(images, (-1, 1)), .. toMend is null ? [] : Tiles.Of(toMend, (-1, 1))];
        var schedule = NoiseSchedule.Linear();
        var kept = images.detach().clone().DetachFromDisposeScope();
        return new("garments", "From noise to a garment, and what is still open",
            "Move the slider back: the eight small pictures are what may still come out from there. Take other steps "
            + "or another sampler; or begin with a garment, of which a part is drawn anew: rub out what shall change.",
            $"A memory of {images.shape[0]} real pictures turns noise into one of them. "
                + "Endings drawn anew from the beginning are all different; the later the noise is drawn anew, the "
                + "more alike they are.",
            new
            {
                Side = side, Count = images.shape[0], Steps = steps, Names = names,
                LogSnr = schedule.Levels.Select(level => Math.Round(level.LogSnr, 9)),
                Sheet = DataAddress.OfExact(Sheet(pictures).Posterise(Greys)),
            },
            () => GarmentsStill.Draw(kept, schedule, steps));
    }

    private static Picture Sheet(Picture[] pictures, int columns = 40)
    {
        columns = Math.Min(columns, pictures.Length);
        var (side, rows) = (pictures[0].Width, (pictures.Length + columns - 1) / columns);
        var rgb = new byte[3 * side * columns * side * rows];
        for (var i = 0; i < pictures.Length; i++)
            for (var y = 0; y < side; y++)
                pictures[i].Rgb.AsSpan(3 * y * side, 3 * side)
                    .CopyTo(rgb.AsSpan(3 * (((i / columns * side) + y) * side * columns + i % columns * side)));
        return new Picture(side * columns, side * rows, rgb);
    }
}
