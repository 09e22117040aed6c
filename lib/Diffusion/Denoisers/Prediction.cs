using static TorchSharp.torch;

namespace Diffusion;

/// <summary>
/// What a network is trained to answer. Any of them, together with the noisy image, determines the others.
/// </summary>
public enum Prediction
{
    /// <summary>The added noise ε (Ho et al., 2020).</summary>
    Epsilon,

    /// <summary>The clean image x0.</summary>
    X0,

    /// <summary>v = Alpha · ε - Sigma · x0 (Salimans and Ho, "Progressive Distillation", 2022).</summary>
    V,

    /// <summary>
    /// ε - x0, the velocity along <see cref="NoisePath.Flow"/> (Liu et al., 2022), at whatever size the mixture is
    /// seen.
    /// </summary>
    Flow,
}

/// <summary>The algebra between what a network answers and what a sampler needs.</summary>
public static class PredictionAlgebra
{
    /// <summary>What the network should answer for this image, this noise and these weights.</summary>
    /// <param name="prediction">The kind of target.</param>
    /// <param name="x0">[B, ...], the clean images.</param>
    /// <param name="epsilon">[B, ...], the noise that was added.</param>
    /// <param name="alpha">A number, or a tensor that multiplies [B, ...].</param>
    /// <param name="sigma">Likewise.</param>
    /// <returns>A new tensor [B, ...].</returns>
    public static Tensor Target(this Prediction prediction, Tensor x0, Tensor epsilon, Tensor alpha, Tensor sigma)
    {
        using var scope = NewDisposeScope();
        var target = prediction switch
        {
            Prediction.Epsilon => epsilon.clone(),
            Prediction.X0 => x0.clone(),
            Prediction.V => alpha * epsilon - sigma * x0,
            Prediction.Flow => epsilon - x0,
            _ => throw Unknown(prediction),
        };
        return target.MoveToOuterDisposeScope();
    }

    /// <summary>What the network should answer for one noise level.</summary>
    public static Tensor Target(this Prediction prediction, Tensor x0, Tensor epsilon, NoiseLevel level)
    {
        TensorInput.RequireFractions(x0, nameof(x0));
        using var alpha = tensor(level.Alpha, x0.dtype, x0.device);
        using var sigma = tensor(level.Sigma, x0.dtype, x0.device);
        return prediction.Target(x0, epsilon, alpha, sigma);
    }

    /// <summary>
    /// The weight of a level's loss that cuts its signal-to-noise ratio at <paramref name="gamma"/>: min(SNR, gamma),
    /// times the clean image's squared error for each unit of the target's (Hang et al., "Efficient Diffusion Training
    /// via Min-SNR Weighting Strategy", 2023, section 3.4).
    /// </summary>
    /// <param name="prediction">The kind of target.</param>
    /// <param name="level">The noise level.</param>
    /// <param name="gamma">5 in the paper.</param>
    public static double MinSnrWeight(this Prediction prediction, NoiseLevel level, double gamma)
    {
        // At pure noise a predicted noise says nothing about the image; the product's limit is 1.
        if (prediction == Prediction.Epsilon && level.Snr == 0) return 1;
        return Math.Min(level.Snr, gamma) * prediction switch
        {
            Prediction.Epsilon => 1 / level.Snr,
            Prediction.X0 => 1,
            Prediction.V => level.Sigma * level.Sigma,
            Prediction.Flow => Math.Pow(level.Sigma / (level.Alpha + level.Sigma), 2),
            _ => throw Unknown(prediction),
        };
    }

    /// <summary>
    /// Reads a network's answer: the estimates of the clean image and of the noise that it stands for.
    /// </summary>
    /// <param name="prediction">What the network was trained to answer.</param>
    /// <param name="output">[B, ...], the network's answer.</param>
    /// <param name="x">[B, ...], the noisy image it saw.</param>
    /// <param name="level">The level it was told.</param>
    /// <exception cref="InvalidOperationException">
    /// ε was predicted at pure noise, where it says nothing about x0.
    /// </exception>
    public static Denoised Read(this Prediction prediction, Tensor output, Tensor x, NoiseLevel level)
    {
        var (alpha, sigma) = (level.Alpha, level.Sigma);
        using var scope = NewDisposeScope();
        var (x0, epsilon) = prediction switch
        {
            Prediction.Epsilon => Denoised.FromEpsilon(output.alias(), x, level),
            Prediction.X0 => Denoised.FromX0(output.alias(), x, level),
            Prediction.V => new(alpha * x - sigma * output, sigma * x + alpha * output),
            Prediction.Flow => new((x - sigma * output) / (alpha + sigma), (x + alpha * output) / (alpha + sigma)),
            _ => throw Unknown(prediction),
        };
        return new(x0.MoveToOuterDisposeScope(), epsilon.MoveToOuterDisposeScope());
    }

    /// <summary>The same for a batch in which each image has a level of its own, as in a training step.</summary>
    /// <param name="prediction">What the network was trained to answer.</param>
    /// <param name="output">[B, ...], the network's answer.</param>
    /// <param name="x">[B, ...], the noisy images it saw.</param>
    /// <param name="alpha">[B, 1, ...], the weight of each image; above 0 where ε is predicted.</param>
    /// <param name="sigma">[B, 1, ...], the weight of the noise; above 0 where x0 is predicted.</param>
    public static Denoised Read(this Prediction prediction, Tensor output, Tensor x, Tensor alpha, Tensor sigma)
    {
        using var scope = NewDisposeScope();
        var (x0, epsilon) = prediction switch
        {
            Prediction.Epsilon => new Denoised((x - sigma * output) / alpha, output.alias()),
            Prediction.X0 => new(output.alias(), (x - alpha * output) / sigma),
            Prediction.V => new(alpha * x - sigma * output, sigma * x + alpha * output),
            Prediction.Flow => new((x - sigma * output) / (alpha + sigma), (x + alpha * output) / (alpha + sigma)),
            _ => throw Unknown(prediction),
        };
        return new(x0.MoveToOuterDisposeScope(), epsilon.MoveToOuterDisposeScope());
    }

    private static ArgumentOutOfRangeException Unknown(Prediction prediction) =>
        new(nameof(prediction), prediction, "There are Epsilon, X0, V and Flow.");
}
