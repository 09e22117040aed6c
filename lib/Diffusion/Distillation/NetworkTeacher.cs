using static TorchSharp.torch;

namespace Diffusion;

/// <summary>
/// A trained network as a teacher, with guidance if wanted: then its students draw guided in one call.
/// </summary>
/// <param name="network">It stays the caller's, and as it is.</param>
/// <param name="prediction">What it answers.</param>
/// <param name="schedule">The noise levels it was trained on.</param>
/// <param name="guidance">See <see cref="GuidedDenoiser"/>; 1 is none.</param>
public sealed class NetworkTeacher(
    DenoisingNetwork network, Prediction prediction, NoiseSchedule schedule, double guidance = 1) : ITeacher
{
    private readonly double guidance = double.IsFinite(guidance) ? guidance : throw new ArgumentOutOfRangeException(
        nameof(guidance), guidance, "The scale is a finite number; 1 is no guidance.");

    /// <summary>A trained model.</summary>
    public NetworkTeacher(TrainedModel model, double guidance = 1)
        : this(model.Network, model.Prediction, model.Schedule, guidance)
    {
    }

    /// <inheritdoc/>
    public NoiseSchedule Schedule => schedule;

    /// <inheritdoc/>
    public string Identity { get; } = FormattableString.Invariant(
        $"{network.Architecture} {network.SizesJson}, {prediction}, {schedule.Name}, guidance {guidance}");

    /// <inheritdoc/>
    public int CallsPerQuestion => guidance == 1 ? 1 : 2;

    /// <inheritdoc/>
    public Denoised Denoise(Tensor x, Tensor timesteps, Tensor? condition)
    {
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        var (alpha, sigma) = schedule.Weights(timesteps, x);
        var told = timesteps.to(ScalarType.Float32);
        var answer = network.forward(x, told, condition);
        if (guidance != 1 && condition is not null)
        {
            // Reading is linear in the answer: guiding that is guiding the image and the noise.
            var untold = network.forward(x, told, null);
            answer = untold + guidance * (answer - untold);
        }
        var denoised = prediction.Read(answer, x, alpha, sigma);
        return new(denoised.X0.MoveToOuterDisposeScope(), denoised.Epsilon.MoveToOuterDisposeScope());
    }
}
