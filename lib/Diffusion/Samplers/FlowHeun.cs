namespace Diffusion;

/// <summary>
/// Heun's method on a rectified flow: <see cref="FlowEuler"/>, then again with the mean of the velocities at both ends.
/// Two model calls a step, one in the last.
/// </summary>
public sealed class FlowHeun() : Sampler("Flow Heun", NoisePath.Flow)
{
    /// <inheritdoc/>
    protected override Tensor Step(SamplerRun run, NoiseStep step)
    {
        var (from, to) = step;
        var (x0, epsilon) = run.Denoise();
        var velocity = epsilon - x0;
        if (to.Sigma > 0)
        {
            var (x0There, epsilonThere) = run.Denoise(run.X + (to.Sigma - from.Sigma) * velocity, to);
            velocity = (velocity + epsilonThere - x0There) / 2;
        }
        return run.X + (to.Sigma - from.Sigma) * velocity;
    }
}
