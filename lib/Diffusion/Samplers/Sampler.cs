namespace Diffusion;

/// <summary>
/// Turns a denoiser's answers into steps towards an image. Levels go in as a falling list, whose consecutive pairs are
/// the steps; states come out as a stream, so that the caller can plot, slide over or stop at any of them. A sampler is
/// its formula, <see cref="Step"/>; the bookkeeping is done here and in <see cref="SamplerRun"/>.
/// </summary>
/// <param name="name">The name in the field: "DDIM", "DPM-Solver++ 2M", ...</param>
/// <param name="path">
/// On which the formula is written: levels and images come to it at that size. Null: it is right on every path.
/// </param>
/// <param name="rises">Whether the levels rise, for the way into noise.</param>
public abstract class Sampler(string name, NoisePath? path = null, bool rises = false)
{
    /// <summary>The name in the field.</summary>
    public string Name => name;

    /// <summary>How many intervals of the list each step spans; they sum to their number.</summary>
    protected virtual IEnumerable<int> Spans(IReadOnlyList<NoiseLevel> levels) =>
        Enumerable.Repeat(1, levels.Count - 1);

    /// <summary>
    /// The formula: from the run's image and the denoiser's answers to the image at <c>step.To</c>, [B, ...].
    /// </summary>
    protected abstract Tensor Step(SamplerRun run, NoiseStep step);

    /// <summary>Samples, one state a step, beginning with the state after the first step.</summary>
    /// <param name="denoiser">Any denoiser.</param>
    /// <param name="start">[B, ...], at the size of the first level: usually unit noise. It is not changed.</param>
    /// <param name="levels">
    /// n + 1 falling levels for n steps, the last one by custom <see cref="NoiseLevel.Clean"/>.
    /// </param>
    /// <param name="generator">Where fresh noise comes from; null is torch's own generator.</param>
    /// <returns>States whose tensors belong to the caller.</returns>
    /// <exception cref="ArgumentException">
    /// The list of levels is too short, rises, or holds something that is no number.
    /// </exception>
    /// <exception cref="InvalidOperationException">The sampler cannot begin at pure noise.</exception>
    /// <exception cref="ArithmeticException">
    /// The denoiser answered NaN or infinity, or the last image holds some.
    /// </exception>
    /// <exception cref="ThreadInterruptedException">
    /// The thread was asked to stop, which is heard between two steps.
    /// </exception>
    public IEnumerable<SamplerState> Sample(
        IDenoiser denoiser, Tensor start, IReadOnlyList<NoiseLevel> levels, Generator? generator = null)
    {
        ArgumentNullException.ThrowIfNull(denoiser);
        ArgumentNullException.ThrowIfNull(start);
        LevelList.Check(levels, rises);
        // Says so now where the formula's path has no place for pure noise.
        if (path is { } p) _ = levels[0].On(p);
        return Stream(denoiser, start, levels, generator);
    }

    /// <summary>Samples to the end and returns only the final image, [B, ...]; owned by the caller.</summary>
    /// <inheritdoc cref="Sample"/>
    public Tensor Run(IDenoiser denoiser, Tensor start, IReadOnlyList<NoiseLevel> levels, Generator? generator = null)
    {
        SamplerState? last = null;
        foreach (var state in Sample(denoiser, start, levels, generator))
        {
            last?.Dispose();
            last = state;
        }
        last!.X0.Dispose();
        return last.X;
    }

    /// <summary>A sampler of one's own.</summary>
    /// <param name="name">What to call it.</param>
    /// <param name="step">Its formula, as in <see cref="Step"/>; what it makes is freed after the step.</param>
    /// <param name="path">On which the formula is written, if it is not right on all.</param>
    public static Sampler Of(string name, Func<SamplerRun, NoiseStep, Tensor> step, NoisePath? path = null) =>
        new Formula(name, step, path);

    private IEnumerable<SamplerState> Stream(
        IDenoiser denoiser, Tensor start, IReadOnlyList<NoiseLevel> levels, Generator? generator)
    {
        using var run = new SamplerRun(denoiser, start, levels, path, generator);
        foreach (var span in Spans(levels))
        {
            run.Take(span, Step);
            yield return run.State();
        }
    }

    private sealed class Formula(string name, Func<SamplerRun, NoiseStep, Tensor> step, NoisePath? path)
        : Sampler(name, path)
    {
        protected override Tensor Step(SamplerRun run, NoiseStep move) => step(run, move);
    }
}
