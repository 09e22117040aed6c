using TorchSharp;
using static TorchSharp.torch;

namespace Diffusion.Tests;

/// <summary>
/// diffusers' beta schedules, with its float32 roundings: its loops can only be met to the last digit from its own ᾱ.
/// </summary>
internal sealed class DiffusersSchedule
{
    /// <param name="config">
    /// Reads beta_schedule, beta_start, beta_end, trained_betas, rescale_betas_zero_snr, num_train_timesteps.
    /// </param>
    /// <param name="liftLast">
    /// Schedulers that work in sigma replace the ᾱ of 0 at the end of a rescaled schedule by 2^-24.
    /// </param>
    internal DiffusersSchedule(
        DiffusersConfig config, bool liftLast, double start = 0.0001, double end = 0.02, string name = "linear")
    {
        using var scope = NewDisposeScope();
        Count = config.Whole("num_train_timesteps", 1000);
        (start, end, name) = (config.Number("beta_start", start), config.Number("beta_end", end),
            config.Text("beta_schedule", name));
        var betas = config.Numbers("trained_betas") is { } trained ? Float(trained) : name switch
        {
            "linear" => linspace(start, end, Count, ScalarType.Float32),
            "scaled_linear" => linspace(Math.Sqrt(start), Math.Sqrt(end), Count, ScalarType.Float32).pow(2),
            "squaredcos_cap_v2" => Float(FromAlphaBar(u => Math.Pow(Math.Cos((u + 0.008) / 1.008 * Math.PI / 2), 2))),
            "laplace" => Float(FromAlphaBar(Laplace)),
            "exp" => Float(FromAlphaBar(u => Math.Exp(-12 * u))),
            "sigmoid" => linspace(-6, 6, Count, ScalarType.Float32).sigmoid() * (end - start) + start,
            _ => throw new UnsupportedException($"beta_schedule = {name}"),
        };
        Count = (int)betas.shape[0];
        if (config.Flag("rescale_betas_zero_snr"))
        {
            var roots = (1 - betas).cumprod(0).sqrt();
            Tensor first = roots[0].clone(), last = roots[^1].clone();
            var bars = ((roots - last) * (first / (first - last))).pow(2);
            betas = 1
                - cat([bars[TensorIndex.Slice(0, 1)], bars[TensorIndex.Slice(1)] / bars[TensorIndex.Slice(0, -1)]]);
        }
        var alphaBars = (1 - betas).cumprod(0);
        if (liftLast && config.Flag("rescale_betas_zero_snr")) alphaBars[^1] = tensor((float)Math.Pow(2, -24));
        AlphaBars = Doubles(alphaBars);
        Sigmas = Doubles(((1 - alphaBars) / alphaBars).pow(0.5));
        LogSigmas = Doubles(((1 - alphaBars) / alphaBars).pow(0.5).log());
    }

    internal int Count { get; private set; }

    internal double[] AlphaBars { get; }

    internal double[] Sigmas { get; }

    internal double[] LogSigmas { get; }

    internal NoiseLevel Level(int t) => NoiseLevel.FromAlphaBar(AlphaBars[t], t);

    internal NoiseSchedule ToSchedule() => NoiseSchedule.FromAlphaBars("diffusers", AlphaBars);

    private double[] FromAlphaBar(Func<double, double> alphaBar) =>
        [.. Enumerable.Range(0, Count)
            .Select(i => Math.Min(1 - alphaBar((i + 1.0) / Count) / alphaBar((double)i / Count), 0.999))];

    private static double Laplace(double u)
    {
        var lambda = -0.5 * Math.CopySign(1, 0.5 - u) * Math.Log(1 - 2 * Math.Abs(0.5 - u) + 1e-6);
        return Math.Sqrt(Math.Exp(lambda) / (1 + Math.Exp(lambda)));
    }

    private static Tensor Float(double[] values) => tensor(values).to(ScalarType.Float32);

    private static double[] Doubles(Tensor floats) => floats.to(ScalarType.Float64).data<double>().ToArray();
}
