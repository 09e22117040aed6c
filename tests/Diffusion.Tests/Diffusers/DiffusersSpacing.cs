namespace Diffusion.Tests;

/// <summary>
/// diffusers' choices of timesteps and sigmas. Its schedulers differ in them; each method says whose it is.
/// </summary>
internal static class DiffusersSpacing
{
    /// <summary>DDIM, DDPM, PNDM: n timesteps that may include 0.</summary>
    internal static double[] Ancestral(string spacing, int count, int steps, int offset) => spacing switch
    {
        "leading" => [.. Enumerable.Range(0, steps).Select(i => (double)((steps - 1 - i) * (count / steps) + offset))],
        "trailing" => Trailing(count, count, steps),
        "linspace" => Reversed(Linspace(0, count - 1, steps).Select(RoundEven)),
        _ => throw new UnsupportedException($"timestep_spacing = {spacing}"),
    };

    /// <summary>DPM-Solver, UniPC, DEIS: as if one step more were wanted, and the last one dropped.</summary>
    internal static double[] Solver(string spacing, int last, int count, int steps, int offset) => spacing switch
    {
        "leading" => Reversed(Enumerable.Range(1, steps).Select(i => (double)(i * (last / (steps + 1)) + offset))),
        "trailing" => Trailing(last, count, steps),
        "linspace" => Reversed(Linspace(0, last - 1, steps + 1).Skip(1).Select(RoundEven)),
        _ => throw new UnsupportedException($"timestep_spacing = {spacing}"),
    };

    /// <summary>Euler, Heun, LMS, DPM-2: fractions of timesteps are kept (in float32).</summary>
    internal static double[] Sigma(string spacing, int count, int steps, int offset) => spacing switch
    {
        "linspace" => Reversed(Linspace(0, count - 1, steps).Select(Float)),
        _ => Ancestral(spacing, count, steps, offset),
    };

    /// <summary>np.interp over a table at 0, 1, 2, ...</summary>
    internal static double Interpolate(double[] table, double at)
    {
        var below = Math.Clamp((int)at, 0, table.Length - 2);
        return at >= table.Length - 1 ? table[^1]
            : at <= 0 ? table[0]
            : table[below] + (at - below) * (table[below + 1] - table[below]);
    }

    /// <summary>Which timestep has this sigma: on straight lines of log sigma.</summary>
    internal static double TimestepOf(double sigma, double[] logSigmas)
    {
        var log = Math.Log(Math.Max(sigma, 1e-10));
        // The last index whose table entry does not exceed it (0 if there is none), as cumsum and argmax find it.
        var low = 0;
        for (var i = 0; i < logSigmas.Length; i++)
            if (log >= logSigmas[i]) low = i;
        low = Math.Min(low, logSigmas.Length - 2);
        var weight = Math.Clamp((logSigmas[low] - log) / (logSigmas[low] - logSigmas[low + 1]), 0, 1);
        return (1 - weight) * low + weight * (low + 1);
    }

    internal static double[] Karras(double min, double max, int steps, double rho = 7)
    {
        double low = Math.Pow(min, 1 / rho), high = Math.Pow(max, 1 / rho);
        return [.. Linspace(0, 1, steps).Select(ramp => Math.Pow(high + ramp * (low - high), rho))];
    }

    internal static double[] Exponential(double min, double max, int steps) =>
        [.. Linspace(Math.Log(max), Math.Log(min), steps).Select(Math.Exp)];

    internal static double[] Beta(double min, double max, int steps) =>
        [.. Linspace(0, 1, steps).Select(u => min + BetaDistribution.Quantile(1 - u, 0.6, 0.6) * (max - min))];

    /// <summary>np.linspace; one point is the start.</summary>
    internal static IEnumerable<double> Linspace(double from, double to, int points) =>
        Enumerable.Range(0, points)
            .Select(i => points == 1 ? from : i == points - 1 ? to : from + i * ((to - from) / (points - 1)));

    internal static double Float(double value) => (float)value;

    internal static double RoundEven(double value) => Math.Round(value, MidpointRounding.ToEven);

    private static double[] Trailing(int last, int count, int steps)
    {
        // np.arange(last, 0, -ratio) rounded, less 1.
        var ratio = (double)count / steps;
        return [.. Enumerable.Range(0, (int)Math.Ceiling(last / ratio)).Select(i => RoundEven(last - i * ratio) - 1)];
    }

    private static double[] Reversed(IEnumerable<double> rising) => [.. rising.Reverse()];
}
