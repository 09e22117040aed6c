namespace Diffusion.Notebooks;

/// <summary>
/// The still of the samplers' simulation: both ways over the exact curve, and the distances against the calls.
/// </summary>
internal static class SamplersStill
{
    public static Picture Draw(
        SamplerRace race, SimulatedSampler[] shown, double[][] points, double std, double[] start,
        double[][] curve, double[][][] runs, int[] sizes)
    {
        var limit = Math.Max(start.Max(Math.Abs) + 0.2, points.Max(point => point.Max(Math.Abs)) + 4 * std);
        var samplers = shown.Select(sampler => sampler.Make(race.Schedule)).ToArray();
        Figure Plane(int i) => Figure.Scatter(samplers[i].Name).XRange(-limit, limit).YRange(-limit, limit).EqualAxes()
            .Size(310, 330)
            .Points("heaps", X(points), Y(points), size: 14, colour: "#C9CDD2")
            .Line("exact", X(curve), Y(curve), colour: Palette.Quiet)
            .Line(samplers[i].Name, X(runs[i]), Y(runs[i]), colour: Palette.Of(i))
            .Points("its steps", X(runs[i]), Y(runs[i]), size: 6, colour: Palette.Of(i))
            .Points("true end", X([curve[^1]]), Y([curve[^1]]), size: 13, colour: Palette.Ink);
        var errors = Figure.Lines("Distance to the true end", x: "calls").LogX().LogY().Size(310, 330);
        for (var i = 0; i < samplers.Length; i++)
        {
            var ends = sizes.Select(
                n => race.States(samplers[i], start, TimestepSpacing.UniformLogSnr(race.Schedule, n)).Last()).ToArray();
            errors.Line(samplers[i].Name, ends.Select(end => (double)end.Calls).ToArray(),
                ends.Select(end => SamplerRace.Distance(end.X, curve[^1])).ToArray(), dashed: i > 0,
                colour: Palette.Of(i));
        }
        return ((IDrawable)Figure.Row(Plane(0), Plane(1), errors)).Draw(1.25);
    }

    private static double[] X(IEnumerable<double[]> points) => [.. points.Select(point => point[0])];

    private static double[] Y(IEnumerable<double[]> points) => [.. points.Select(point => point[1])];
}
