using static TorchSharp.torch;

namespace Diffusion;

/// <summary>Noises, and what a sampler makes of each: what a regression from noise to picture learns from.</summary>
public static class NoisePairs
{
    /// <summary>Draws pairs with a trained model, a batch at a time.</summary>
    /// <param name="model">The teacher.</param>
    /// <param name="count">How many pairs.</param>
    /// <param name="steps">Of DDIM, each one call of the model (two with guidance).</param>
    /// <param name="guidance">See <see cref="GuidedDenoiser"/>.</param>
    /// <param name="seed">Of the noise; pair i shows the class i modulo their number.</param>
    /// <returns>[count, 2, ...], noise and picture, and the [count] labels or null; owned by the caller.</returns>
    public static (Tensor Pairs, Tensor? Labels) Draw(
        TrainedModel model, int count, int steps, double guidance = 1, ulong seed = 0)
    {
        const int Batch = 100;
        var levels = TimestepSpacing.Trailing(model.Schedule, steps);
        var noise = model.Noise(count, seed);
        var labels = model.Network.Classes == 0
            ? null : arange(count, ScalarType.Int64, noise.device).remainder(model.Network.Classes);
        List<Tensor> drawn = [];
        for (var from = 0; from < count; from += Batch)
        {
            var many = Math.Min(Batch, count - from);
            using var part = noise.narrow(0, from, many);
            using var told = labels?.narrow(0, from, many);
            drawn.Add(new Ddim().Run(told is null ? model.Denoiser : model.DenoiserFor(told, guidance), part, levels));
        }
        using var pictures = cat([.. drawn]);
        foreach (var part in drawn) part.Dispose();
        var pairs = stack([noise, pictures], 1);
        noise.Dispose();
        return (pairs, labels);
    }
}
