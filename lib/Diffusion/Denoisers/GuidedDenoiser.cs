using static TorchSharp.torch;

namespace Diffusion;

/// <summary>
/// Classifier-free guidance (Ho and Salimans, 2022): steps beyond the conditional answer, away from the unconditional
/// one: <c>ε = ε(nothing) + scale · (ε(condition) - ε(nothing))</c>.
/// </summary>
/// <param name="conditional">The denoiser that is told what the image shows.</param>
/// <param name="unconditional">The same, told nothing.</param>
/// <param name="scale">0: as if nothing were told; 1: the conditional answer; above 1: more typical of the condition, less varied.</param>
public sealed class GuidedDenoiser(IDenoiser conditional, IDenoiser unconditional, double scale) : IDenoiser
{
    private readonly double scale = double.IsFinite(scale) ? scale
        : throw new ArgumentOutOfRangeException(nameof(scale), scale, FormattableString.Invariant($"The scale is a finite number, not {scale}; 1 is no guidance."));

    /// <inheritdoc/>
    public Denoised Denoise(Tensor x, NoiseLevel level)
    {
        if (scale == 1) return conditional.Denoise(x, level);
        using var scope = NewDisposeScope();
        var told = conditional.Denoise(x, level);
        var untold = unconditional.Denoise(x, level);
        var x0 = untold.X0 + scale * (told.X0 - untold.X0);
        // Both answers split the same x, so that guiding the image and guiding the noise are the same thing.
        var epsilon = untold.Epsilon + scale * (told.Epsilon - untold.Epsilon);
        return new(x0.MoveToOuterDisposeScope(), epsilon.MoveToOuterDisposeScope());
    }

    /// <summary>A network that was trained with labels, some of them dropped, guided towards a class for each image.</summary>
    /// <param name="network">Takes classes.</param>
    /// <param name="prediction">What it was trained to answer.</param>
    /// <param name="labels">[B] int64, 0 to Classes - 1, or Classes for "no class"; they stay the caller's.</param>
    /// <param name="scale">See the class.</param>
    /// <exception cref="ArgumentException">The network takes no classes.</exception>
    public static IDenoiser ForClasses(DenoisingNetwork network, Prediction prediction, Tensor labels, double scale = 1)
    {
        if (network is { Classes: 0, TakesText: false })
            throw new ArgumentException("This network was made without classes or words: it cannot be guided to one.", nameof(network));
        var told = network.AsDenoiser(prediction, labels);
        return scale == 1 ? told : new GuidedDenoiser(told, network.AsDenoiser(prediction), scale);
    }
}
