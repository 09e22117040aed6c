using TorchSharp;
using static TorchSharp.torch;

namespace Diffusion;

/// <summary>
/// The plainest distillation (Luhman and Luhman, "Knowledge Distillation in Iterative Generative Models", 2021): for
/// each noise of a list the student learns the picture that the teacher made of it, by the squared error.
/// </summary>
public sealed class NoiseRegression : Distillation
{
    /// <summary>Prepares to teach; the student is trained in place.</summary>
    /// <param name="student">By custom a copy of the teacher's network; it stays the caller's.</param>
    /// <param name="prediction">What it predicts: V or Flow.</param>
    /// <param name="schedule">The noise levels.</param>
    /// <param name="pairs">Of <see cref="NoisePairs"/>, as <see cref="TensorData"/>.</param>
    /// <param name="options">How.</param>
    /// <param name="device">Where; null is the CPU.</param>
    public NoiseRegression(
        DenoisingNetwork student, Prediction prediction, NoiseSchedule schedule, ITrainingData pairs,
        DistillationOptions? options = null, Device? device = null)
        : base(student, prediction, schedule, pairs, options ?? new(), device)
    {
    }

    /// <inheritdoc/>
    public override string Method => "regression";

    private protected override IEnumerable<KeyValuePair<string, string>> FurtherIdentity => [];

    private protected override (double Loss, double Norm) Step(double progress, double rate, Generator generator)
    {
        var (pairs, condition) = TakeBatch();
        Count(1);
        return Learn((Function.Generate(pairs.select(1, 0), condition) - pairs.select(1, 1)).square().mean(), rate);
    }
}
