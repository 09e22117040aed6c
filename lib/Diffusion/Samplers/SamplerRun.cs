using static TorchSharp.torch;

namespace Diffusion;

/// <summary>
/// The bookkeeping of one sampling run, the same for all samplers: checks what goes in, holds the current image, counts
/// and checks the denoiser's answers, frees what a step made.
/// </summary>
internal sealed class SamplerRun : IDisposable
{
    private readonly IDenoiser denoiser;
    private readonly Generator? generator;
    private Tensor x, x0;
    private int step, calls;
    private NoiseLevel level;

    /// <summary>Checks and keeps what <see cref="ISampler.Sample"/> was given; with rising levels for the way into noise.</summary>
    internal SamplerRun(IDenoiser denoiser, Tensor start, IReadOnlyList<NoiseLevel> levels, Generator? generator, bool rising = false)
    {
        CheckLevels(levels, rising);
        (this.denoiser, this.generator, Levels) = (denoiser, generator, levels);
        x = start.alias().DetachFromDisposeScope();
        x0 = x.alias().DetachFromDisposeScope();
        level = levels[0];
    }

    internal IReadOnlyList<NoiseLevel> Levels { get; }

    /// <summary>The current image.</summary>
    internal Tensor X => x;

    /// <summary>The steps, as consecutive pairs of levels.</summary>
    internal IEnumerable<(NoiseLevel From, NoiseLevel To)> Pairs => Levels.Zip(Levels.Skip(1));

    /// <summary>Opens a step: no gradients, and what it makes is freed at its end unless it was moved to or kept.</summary>
    /// <exception cref="ThreadInterruptedException">The thread was asked to stop.</exception>
    internal IDisposable Step()
    {
        Interruption.Point();
        return new StepScope();
    }

    /// <summary>The current image with the noise merely added (variance exploding): x0 + SigmaVe · ε.</summary>
    /// <exception cref="InvalidOperationException">At pure noise there is no image in it to be brought to full size.</exception>
    internal Tensor VarianceExploding(NoiseLevel at) => at.Alpha > 0
        ? x / at.Alpha
        : throw new InvalidOperationException(
            $"This sampler measures noise by sigma / alpha, which is infinite at pure noise ({at}). Begin one level later, or "
            + "use one that works in alpha and sigma themselves: Ddim, Ddpm, DpmSolverMultistep, UniPc.");

    /// <summary>Asks the denoiser about the current image.</summary>
    internal Denoised Denoise(NoiseLevel at) => Denoise(x, at);

    /// <summary>Asks the denoiser about an image on the way.</summary>
    internal Denoised Denoise(Tensor image, NoiseLevel at)
    {
        calls++;
        var answer = denoiser.Denoise(image, at);
        using var sum = answer.X0.sum(ScalarType.Float64);
        if (!double.IsFinite(sum.item<double>()))
            throw new ArithmeticException(
                $"The denoiser's answer at call {calls} ({at}) holds NaN or infinity. Was its network trained, and is the "
                + "image's scale the one it was trained on? A rate of learning that is too high also ends like this.");
        return answer;
    }

    /// <summary>Fresh unit noise of the image's shape.</summary>
    internal Tensor Noise() => randn(x.shape, x.dtype, x.device, generator: generator);

    /// <summary>Makes <paramref name="next"/> the current image.</summary>
    internal void MoveTo(NoiseLevel to, Tensor next, Tensor estimate)
    {
        Replace(ref x, next);
        Replace(ref x0, estimate);
        level = to;
        step++;
    }

    /// <summary>What the caller gets: handles of its own to the current tensors.</summary>
    internal SamplerState State() => new(step, level, x.alias(), x0.alias(), calls);

    public void Dispose()
    {
        x.Dispose();
        x0.Dispose();
    }

    private static void Replace(ref Tensor current, Tensor next)
    {
        var handle = next.alias().DetachFromDisposeScope();
        current.Dispose();
        current = handle;
    }

    private static void CheckLevels(IReadOnlyList<NoiseLevel> levels, bool rising)
    {
        if (levels.Count < 2)
            throw new ArgumentException(
                $"Sampling needs at least 2 noise levels, where to begin and where to go; there are {levels.Count}.", nameof(levels));
        for (var i = 0; i < levels.Count; i++)
        {
            if (!double.IsFinite(levels[i].Alpha) || !double.IsFinite(levels[i].Sigma))
                throw new ArgumentException($"Noise level {i} is not a number: {levels[i]}.", nameof(levels));
            if (i == 0) continue;
            var (less, more) = rising ? (levels[i - 1], levels[i]) : (levels[i], levels[i - 1]);
            if (!(less.LogSnr > more.LogSnr))
                throw new ArgumentException(
                    $"Noise has to {(rising ? "rise" : "fall")} at every step; from level {i - 1} ({levels[i - 1]}) to level {i} ({levels[i]}) it does not.",
                    nameof(levels));
        }
    }

    private sealed class StepScope : IDisposable
    {
        private readonly IDisposable noGrad = no_grad(), scope = NewDisposeScope();

        public void Dispose()
        {
            scope.Dispose();
            noGrad.Dispose();
        }
    }
}
