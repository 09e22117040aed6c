using static TorchSharp.torch;

namespace Diffusion;

/// <summary>What every network asks of what it is given, whatever its architecture.</summary>
internal static class NetworkInput
{
    /// <summary>Refuses a batch without numbers, and timesteps that are not one for each image.</summary>
    /// <exception cref="ArgumentException">The message says which shape was given, and which is needed.</exception>
    internal static void Check(Tensor x, Tensor timesteps)
    {
        // Whoever writes a training loop of their own calls a network in it, and can stop it here.
        Interruption.Point();
        if (x.numel() == 0)
            throw new ArgumentException(
                $"There is nothing in this batch, [{string.Join(", ", x.shape)}]: give at least one image, with no "
                + "side of 0.", nameof(x));
        if (timesteps.dim() != 1 || timesteps.shape[0] != x.shape[0])
            throw new ArgumentException(
                $"{x.shape[0]} images need as many timesteps, [{x.shape[0]}], not "
                + $"[{string.Join(", ", timesteps.shape)}].", nameof(timesteps));
    }
}
