using TorchSharp;
using static TorchSharp.torch;

namespace Diffusion;

/// <summary>
/// Turns timesteps into vectors a network can work with: sines and cosines of falling frequency (Vaswani et al.,
/// "Attention Is All You Need", 2017, section 3.5, as used by DDPM), then two dense layers.
/// </summary>
public sealed class TimeEmbedding : nn.Module<Tensor, Tensor>
{
    private readonly nn.Module<Tensor, Tensor> first, second;
    private readonly int frequencies;

    /// <summary>An embedding of timesteps 0 to 999.</summary>
    /// <param name="waves">How many sines and cosines; even.</param>
    /// <param name="size">The size of the result.</param>
    public TimeEmbedding(int waves, int size) : base(nameof(TimeEmbedding))
    {
        CheckCount(waves);
        frequencies = waves / 2;
        first = new Layers.Dense(waves, size);
        second = new Layers.Dense(size, size);
        RegisterComponents();
    }

    private static void CheckCount(int count)
    {
        if (count < 2 || count % 2 != 0)
            throw new ArgumentOutOfRangeException(
                nameof(count), count, "Sines and cosines come in pairs: an even number of them, at least 2.");
    }

    /// <summary>[B] timesteps in, [B, size] out.</summary>
    public override Tensor forward(Tensor timesteps)
    {
        using var scope = NewDisposeScope();
        using var waves = Waves(timesteps, 2 * frequencies);
        return second.forward(nn.functional.silu(first.forward(waves))).MoveToOuterDisposeScope();
    }

    /// <summary>The sines and cosines alone: cos(t · f), then sin(t · f), with f from 1 down to 1/10000.</summary>
    /// <param name="timesteps">[B].</param>
    /// <param name="count">How many; even.</param>
    /// <returns>[B, count], float32.</returns>
    public static Tensor Waves(Tensor timesteps, int count)
    {
        CheckCount(count);
        using var scope = NewDisposeScope();
        var half = count / 2;
        var exponent = arange(half, ScalarType.Float32, timesteps.device) * (-Math.Log(10_000) / half);
        var angle = timesteps.to(ScalarType.Float32).unsqueeze(1) * exponent.exp().unsqueeze(0);
        return cat([angle.cos(), angle.sin()], 1).MoveToOuterDisposeScope();
    }
}
