using static TorchSharp.torch;

namespace Diffusion;

/// <summary>
/// Turns a denoiser's answers into steps towards an image. Levels go in as a falling list, whose consecutive pairs are
/// the steps; states come out as a stream, so that the caller can plot, slide over or stop at any of them. A sampler is
/// its formula, <see cref="Step"/>; the bookkeeping is done here and in <see cref="SamplerRun"/>.
/// </summary>
public abstract class Sampler
{
    /// <summary>The name in the field: "DDIM", "DPM-Solver++ 2M", ...</summary>
    public abstract string Name { get; }

    /// <summary>
    /// The path on which the formula is written: levels and images come to <see cref="Step"/> at its size, whatever the
    /// size of the list. Null: the formula is right on every path.
    /// </summary>
    protected virtual NoisePath? Path => null;

    /// <summary>Whether the levels rise, for the way into noise.</summary>
    protected virtual bool Rises => false;

    /// <summary>How many intervals of the list each step spans; they sum to their number.</summary>
    protected virtual IEnumerable<int> Spans(IReadOnlyList<NoiseLevel> levels) => Enumerable.Repeat(1, levels.Count - 1);

    /// <summary>The formula: from the run's image and the denoiser's answers to the image at <c>step.To</c>.</summary>
    /// <param name="run">The image, the denoiser, the noise and the past. What a step makes is freed after it.</param>
    /// <param name="step">The two levels.</param>
    /// <returns>[B, ...].</returns>
    protected abstract Tensor Step(SamplerRun run, NoiseStep step);

    /// <summary>Samples, one state a step, beginning with the state after the first step.</summary>
    /// <param name="denoiser">Any denoiser.</param>
    /// <param name="start">[B, ...], at the size of the first level: usually unit noise. It is not changed.</param>
    /// <param name="levels">n + 1 falling levels for n steps, the last one by custom <see cref="NoiseLevel.Clean"/>.</param>
    /// <param name="generator">Where fresh noise comes from; null is torch's own generator.</param>
    /// <returns>States whose tensors belong to the caller.</returns>
    /// <exception cref="ArgumentException">The list of levels is too short, rises, or holds something that is no number.</exception>
    /// <exception cref="InvalidOperationException">The sampler cannot begin at pure noise.</exception>
    /// <exception cref="ArithmeticException">The denoiser answered NaN or infinity, or the last image holds some.</exception>
    /// <exception cref="ThreadInterruptedException">The thread was asked to stop, which is heard between two steps.</exception>
    public IEnumerable<SamplerState> Sample(IDenoiser denoiser, Tensor start, IReadOnlyList<NoiseLevel> levels, Generator? generator = null)
    {
        ArgumentNullException.ThrowIfNull(denoiser);
        ArgumentNullException.ThrowIfNull(start);
        CheckFall(levels);
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
    /// <param name="step">Its formula, as in <see cref="Step"/>.</param>
    /// <param name="path">The path on which the formula is written, if it is not right on all.</param>
    public static Sampler Of(string name, Func<SamplerRun, NoiseStep, Tensor> step, NoisePath? path = null) => new Formula(name, step, path);

    private IEnumerable<SamplerState> Stream(IDenoiser denoiser, Tensor start, IReadOnlyList<NoiseLevel> levels, Generator? generator)
    {
        using var run = new SamplerRun(denoiser, start, levels, Path, generator);
        foreach (var span in Spans(levels))
        {
            run.Take(span, Step);
            yield return run.State();
        }
    }

    private void CheckFall(IReadOnlyList<NoiseLevel> levels)
    {
        if (levels.Count < 2)
            throw new ArgumentException(
                $"Sampling needs at least 2 noise levels, where to begin and where to go; there are {levels.Count}.", nameof(levels));
        for (var i = 0; i < levels.Count; i++)
        {
            if (!double.IsFinite(levels[i].Alpha) || !double.IsFinite(levels[i].Sigma))
                throw new ArgumentException($"Noise level {i} is not a number: {levels[i]}.", nameof(levels));
            if (i == 0) continue;
            var (less, more) = Rises ? (levels[i - 1], levels[i]) : (levels[i], levels[i - 1]);
            if (!(less.LogSnr > more.LogSnr))
                throw new ArgumentException(
                    $"Noise has to {(Rises ? "rise" : "fall")} at every step; from level {i - 1} ({levels[i - 1]}) to level {i} ({levels[i]}) it does not.",
                    nameof(levels));
        }
        // Says so now where the formula's path has no place for pure noise.
        if (Path is { } path) _ = levels[0].On(path);
    }

    private sealed class Formula(string name, Func<SamplerRun, NoiseStep, Tensor> step, NoisePath? path) : Sampler
    {
        public override string Name => name;

        protected override NoisePath? Path => path;

        protected override Tensor Step(SamplerRun run, NoiseStep move) => step(run, move);
    }
}
