using static TorchSharp.torch;

namespace Diffusion;

/// <summary>
/// What a student learns from: a denoiser that is asked about a batch in which each image has a noise level of its own,
/// as a training step needs it. No gradient flows through its answers.
/// </summary>
public interface ITeacher
{
    /// <summary>The noise levels that it can be asked about.</summary>
    NoiseSchedule Schedule { get; }

    /// <summary>
    /// What it is, in words that are others for another teacher: a checkpoint goes on only with its own.
    /// </summary>
    string Identity { get; }

    /// <summary>How often one question asks a network: 2 with guidance, 0 for a formula.</summary>
    int CallsPerQuestion { get; }

    /// <summary>Splits each image into its estimated parts.</summary>
    /// <param name="x">[B, ...], noisy images.</param>
    /// <param name="timesteps">[B] int64, of <see cref="Schedule"/>.</param>
    /// <param name="condition">What is told about each image, or null.</param>
    /// <returns>Tensors of the shape of <paramref name="x"/>, owned by the caller.</returns>
    Denoised Denoise(Tensor x, Tensor timesteps, Tensor? condition);
}
