using static TorchSharp.torch;

namespace Diffusion.Notebooks;

/// <summary>What the samplers' simulation computes, by this library in double precision.</summary>
/// <param name="Data">The heaps.</param>
/// <param name="Schedule">The training levels.</param>
internal sealed record SamplerRace(GaussianMixtureDenoiser Data, NoiseSchedule Schedule)
{
    /// <summary>How many levels the exact curve is solved with.</summary>
    private const int Fine = 1000;

    /// <summary>The points of a run, the start first.</summary>
    public double[][] Run(Sampler sampler, double[] start, NoiseLevel[] levels, Generator? generator = null) =>
        [start, .. States(sampler, start, levels, generator).Select(state => state.X)];

    /// <summary>The exact curve: 1,000 levels, third order.</summary>
    public double[][] Curve(double[] start) =>
        Run(new DpmSolverSinglestep(order: 3), start, TimestepSpacing.UniformLogSnr(Schedule, Fine));

    /// <summary>The point after each step, and how often the denoiser was asked until then.</summary>
    public IEnumerable<(double[] X, int Calls)> States(
        Sampler sampler, double[] start, NoiseLevel[] levels, Generator? generator = null)
    {
        using var x = tensor(start).reshape(1, -1);
        foreach (var state in sampler.Sample(Data, x, levels, generator))
            using (state)
                yield return (state.X.data<double>().ToArray(), state.ModelCalls);
    }

    /// <summary>Between two points.</summary>
    public static double Distance(double[] a, double[] b) => Math.Sqrt(a.Zip(b, (p, q) => (p - q) * (p - q)).Sum());
}
