using static TorchSharp.torch;

namespace Diffusion;

/// <summary>A mixture of Gaussians as a teacher that is never wrong: the laboratory of distillation.</summary>
/// <param name="mixture">The data.</param>
/// <param name="schedule">The noise levels of the questions.</param>
public sealed class MixtureTeacher(GaussianMixtureDenoiser mixture, NoiseSchedule schedule) : ITeacher
{
    /// <inheritdoc/>
    public NoiseSchedule Schedule => schedule;

    /// <inheritdoc/>
    public string Identity => $"a mixture in {mixture.Dimensions} dimensions, {schedule.Name}";

    /// <inheritdoc/>
    public int CallsPerQuestion => 0;

    /// <inheritdoc/>
    public Denoised Denoise(Tensor x, Tensor timesteps, Tensor? condition)
    {
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        var (alpha, sigma) = schedule.Weights(timesteps, x);
        var denoised = mixture.Denoise(x, alpha, sigma);
        return new(denoised.X0.MoveToOuterDisposeScope(), denoised.Epsilon.MoveToOuterDisposeScope());
    }
}
