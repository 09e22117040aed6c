using TorchSharp;
using static TorchSharp.torch;

namespace Diffusion;

/// <summary>
/// Lends torch's own generator a seed, for the layers that draw from it (dropout), and gives it back as it was: a step
/// then neither depends on what others drew before nor changes what they draw next.
/// </summary>
internal sealed class SeededChance : IDisposable
{
    private readonly Tensor before = get_rng_state().DetachFromDisposeScope();

    internal SeededChance(long seed, Device? device = null)
    {
        manual_seed(seed).Dispose();
        // A GPU's own generator cannot be read from here, and so not be given back.
        if (device?.type == DeviceType.CUDA) cuda.manual_seed_all(seed);
    }

    public void Dispose()
    {
        set_rng_state(before);
        before.Dispose();
    }
}
