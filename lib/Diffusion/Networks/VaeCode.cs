using static TorchSharp.torch;

namespace Diffusion;

/// <summary>
/// What an encoder says about images: for each number of the code a normal distribution (Kingma and Welling,
/// "Auto-Encoding Variational Bayes", 2014).
/// </summary>
/// <param name="Mean">[B, ...], the means.</param>
/// <param name="LogVariance">[B, ...], the logarithms of the variances.</param>
public readonly record struct VaeCode(Tensor Mean, Tensor LogVariance) : IDisposable
{
    /// <summary>A draw from the distributions: <c>mean + exp(log variance / 2) · noise</c>.</summary>
    /// <param name="noise">[B, ...], unit noise.</param>
    public Tensor Draw(Tensor noise)
    {
        using var scope = NewDisposeScope();
        return (Mean + (0.5 * LogVariance).exp() * noise).MoveToOuterDisposeScope();
    }

    /// <summary>
    /// The Kullback-Leibler divergence from N(0, 1), in nats for each number of the code, [B, ...]:
    /// <c>(mean² + variance - 1 - log variance) / 2</c> (Kingma and Welling, appendix B).
    /// </summary>
    public Tensor Divergence()
    {
        using var scope = NewDisposeScope();
        return (0.5 * (Mean.square() + LogVariance.exp() - 1 - LogVariance)).MoveToOuterDisposeScope();
    }

    /// <summary>
    /// Which numbers of the code are in use: those whose mean varies from image to image by more than 0.01 (Burda,
    /// Grosse and Salakhutdinov, "Importance Weighted Autoencoders", 2016, section 5.2).
    /// </summary>
    /// <returns>The share of active numbers, 0 to 1.</returns>
    public double ActiveShare()
    {
        using var scope = NewDisposeScope();
        return Mean.flatten(1).var(0L).gt(0.01).to(ScalarType.Float32).mean().item<float>();
    }

    /// <summary>Frees both tensors.</summary>
    public void Dispose()
    {
        Mean.Dispose();
        LogVariance.Dispose();
    }
}
