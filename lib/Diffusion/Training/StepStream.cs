using System.Diagnostics;

namespace Diffusion;

/// <summary>
/// How far a training came, and its steps as a stream: what every loop of this library has in common.
/// </summary>
/// <param name="batchSize">Examples a step.</param>
/// <param name="learningRate">At its largest.</param>
/// <param name="warmUpSteps">Until it is reached.</param>
/// <param name="cosineDecay">Whether it falls to 0 along half a cosine.</param>
internal sealed class StepStream(int batchSize, double learningRate, int warmUpSteps, bool cosineDecay)
{
    private double secondsPerStep;

    /// <summary>One step.</summary>
    /// <param name="progress">0 to 1, before it.</param>
    /// <param name="rate">Its learning rate.</param>
    internal delegate (double Loss, double GradientNorm) Taken(double progress, double rate);

    /// <summary>The number of steps taken.</summary>
    internal int Count { get; private set; }

    /// <summary>The time they took; what the caller does between them does not count.</summary>
    internal TimeSpan Elapsed { get; private set; }

    /// <summary>Goes on where a checkpoint stopped.</summary>
    internal void GoOnAt(int count, TimeSpan elapsed) => (Count, Elapsed) = (count, elapsed);

    /// <summary>Steps until so many are taken in all.</summary>
    internal IEnumerable<TrainingStep> Until(int steps, Taken take) => steps >= 1
        ? Stream(() => (double)Count / steps, take)
        : throw new ArgumentOutOfRangeException(nameof(steps), steps, "Train for at least 1 step.");

    /// <summary>Steps until so much time has been spent in all.</summary>
    internal IEnumerable<TrainingStep> Until(TimeSpan budget, Taken take) => budget > TimeSpan.Zero
        ? Stream(() => Elapsed / budget, take)
        : throw new ArgumentOutOfRangeException(nameof(budget), budget, "Train for some time.");

    /// <summary>How much of itself the average keeps in this step: little while the weights are still young.</summary>
    /// <param name="decay">At most.</param>
    internal double KeptOfAverage(double decay) => Math.Min(decay, (1.0 + Count) / (10.0 + Count));

    private IEnumerable<TrainingStep> Stream(Func<double> progress, Taken take)
    {
        while (progress() < 1)
        {
            Interruption.Point();
            var clock = Stopwatch.StartNew();
            var rate = Rate(progress());
            var (loss, norm) = take(progress(), rate);
            Count++;
            Elapsed += clock.Elapsed;
            secondsPerStep = secondsPerStep == 0
                ? clock.Elapsed.TotalSeconds
                : 0.9 * secondsPerStep + 0.1 * clock.Elapsed.TotalSeconds;
            yield return new(Count, loss, rate, norm, batchSize / secondsPerStep, Elapsed, Math.Min(1, progress()));
        }
    }

    private double Rate(double progress)
    {
        var warmUp = Math.Min(1, (Count + 1.0) / Math.Max(1, warmUpSteps));
        return learningRate * warmUp * (cosineDecay ? 0.5 * (1 + Math.Cos(Math.PI * progress)) : 1);
    }
}
