using static TorchSharp.torch;

namespace Diffusion.Notebooks;

/// <summary>
/// The still of the simulation of garments: a run, its beliefs, and eight endings from three places of it.
/// </summary>
internal static class GarmentsStill
{
    private const int Columns = 8;

    public static Picture Draw(Tensor images, NoiseSchedule schedule, int steps)
    {
        using var scope = NewDisposeScope();
        using var memory = new DatasetDenoiser(images);
        var levels = TimestepSpacing.Trailing(schedule, steps);
        var noise = randn([1, .. images.shape[1..]], generator: new Generator(1));
        var states = new Ddim().Sample(memory, noise, levels).ToList();
        int[] at =
            [.. Enumerable.Range(0, Columns).Select(i => (int)Math.Round(i * (states.Count - 1.0) / (Columns - 1)))];
        Tensor Endings(int step) => new Ddpm().Run(
            memory, (step == 0 ? noise : states[step - 1].X).expand(Columns, -1, -1, -1).contiguous(), levels[step..],
            new Generator(2));
        int[] from = [0, (int)Math.Round(0.4 * steps), (int)Math.Round(0.6 * steps)];
        var grid = ImageGrid.FilmStrip(
        [
            ("the picture so far", cat([.. at.Select(step => states[step].X)])),
            ("what is believed", cat([.. at.Select(step => states[step].X0)])),
            .. from.Distinct().Select(
                step => (step == 0 ? "drawn anew from the start" : $"drawn anew from step {step}", Endings(step))),
        ]);
        var picture = ((IDrawable)grid.PixelSize(2)).Draw(1.25);
        states.ForEach(state => state.Dispose());
        return picture;
    }
}
