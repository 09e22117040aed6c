using static TorchSharp.torch;

namespace Diffusion;

/// <summary>
/// Classifier-free guidance (Ho and Salimans, 2022): steps beyond the conditional answer, away from another one:
/// <c>ε = ε(other) + scale · (ε(condition) - ε(other))</c>. The other is told nothing or, with a negative prompt, what
/// the image shall not show. Several conditions add up their differences (Liu et al., "Compositional Visual Generation
/// with Composable Diffusion Models", 2022, equation 11).
/// </summary>
public sealed class GuidedDenoiser : IDenoiser
{
    private readonly IDenoiser unconditional;
    private readonly IReadOnlyList<(IDenoiser Told, Func<NoiseLevel, double> Scale)> conditions;

    /// <summary>Guidance of one strength at all levels.</summary>
    /// <param name="conditional">The denoiser that is told what the image shows.</param>
    /// <param name="unconditional">The same, told nothing, or what the image shall not show.</param>
    /// <param name="scale">
    /// 0: as if nothing were told; 1: the conditional answer; above 1: more typical of the condition, less varied.
    /// </param>
    /// <exception cref="ArgumentOutOfRangeException">The scale is NaN or infinite.</exception>
    public GuidedDenoiser(IDenoiser conditional, IDenoiser unconditional, double scale)
        : this(conditional, unconditional, _ => scale) => Checked(scale);

    /// <summary>
    /// Guidance whose strength depends on the level. Only in the middle (1 elsewhere) it keeps variety: Kynkäänniemi et
    /// al., "Applying Guidance in a Limited Interval Improves Sample and Distribution Quality in Diffusion Models",
    /// 2024.
    /// </summary>
    /// <param name="conditional">The denoiser that is told what the image shows.</param>
    /// <param name="unconditional">The same, told nothing, or what the image shall not show.</param>
    /// <param name="scale">
    /// The scale at a level, as in the other constructor; where it is 1, only the conditional one is asked.
    /// </param>
    public GuidedDenoiser(IDenoiser conditional, IDenoiser unconditional, Func<NoiseLevel, double> scale) =>
        (this.unconditional, conditions) = (unconditional, [(conditional, scale)]);

    /// <summary>
    /// Guidance to several conditions at once: <c>ε = ε(other) + Σ scale · (ε(condition) - ε(other))</c>.
    /// </summary>
    /// <param name="unconditional">The denoiser that is told nothing, or what the image shall not show.</param>
    /// <param name="conditions">
    /// The same told each condition, and how hard to listen; a scale below 0 turns away from it.
    /// </param>
    /// <exception cref="ArgumentException">There is no condition.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A scale is NaN or infinite.</exception>
    public GuidedDenoiser(IDenoiser unconditional, params IReadOnlyList<(IDenoiser Told, double Scale)> conditions)
    {
        if (conditions.Count == 0)
            throw new ArgumentException("Give at least one condition to guide to.", nameof(conditions));
        foreach (var (_, scale) in conditions) Checked(scale);
        this.unconditional = unconditional;
        this.conditions = [.. conditions.Select(one => (one.Told, (Func<NoiseLevel, double>)(_ => one.Scale)))];
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentOutOfRangeException">The scale at this level is NaN or infinite.</exception>
    public Denoised Denoise(Tensor x, NoiseLevel level)
    {
        double[] strengths = [.. conditions.Select(condition => Checked(condition.Scale(level)))];
        if (strengths is [1]) return conditions[0].Told.Denoise(x, level);
        using var scope = NewDisposeScope();
        var untold = unconditional.Denoise(x, level);
        var (x0, epsilon) = (untold.X0, untold.Epsilon);
        foreach (var ((denoiser, _), strength) in conditions.Zip(strengths))
        {
            // All answers split the same x, so that guiding the image and guiding the noise are the same thing.
            var told = denoiser.Denoise(x, level);
            x0 = x0 + strength * (told.X0 - untold.X0);
            epsilon = epsilon + strength * (told.Epsilon - untold.Epsilon);
        }
        return new(x0.MoveToOuterDisposeScope(), epsilon.MoveToOuterDisposeScope());
    }

    /// <summary>
    /// A network that was trained with conditions, some of them dropped, guided towards one for each image.
    /// </summary>
    /// <param name="network">Takes classes or a text.</param>
    /// <param name="prediction">What it was trained to answer.</param>
    /// <param name="schedule">The noise levels it was trained on.</param>
    /// <param name="condition">
    /// [B] int64 class labels, [B, L] numbers of words or [B, L, D] text; they stay the caller's.
    /// </param>
    /// <param name="scale">See the constructors.</param>
    /// <param name="negative">
    /// What the images shall not show, as <paramref name="condition"/>; null: nothing is told.
    /// </param>
    /// <exception cref="ArgumentException">The network takes neither.</exception>
    public static IDenoiser For(
        DenoisingNetwork network, Prediction prediction, NoiseSchedule schedule, Tensor condition, double scale = 1,
            Tensor? negative = null)
    {
        if (network is { Classes: 0, TakesText: false })
            throw new ArgumentException("This network was made without classes or words: it cannot be guided to one.",
                nameof(network));
        var told = network.AsDenoiser(prediction, schedule, condition);
        return scale == 1 ? told : new GuidedDenoiser(told, network.AsDenoiser(prediction, schedule, negative), scale);
    }

    private static double Checked(double scale) => double.IsFinite(scale)
        ? scale : throw new ArgumentOutOfRangeException(
        nameof(scale), scale,
            FormattableString.Invariant($"The scale is a finite number, not {scale}; 1 is no guidance."));
}
