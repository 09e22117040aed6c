using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Diffusion;

/// <summary>
/// The layers that the networks are built of. Each computes in the type of what comes in (float32 or bfloat16) and
/// keeps its weights in float32.
/// </summary>
internal static class Layers
{
    /// <summary>A convolution that keeps the image's size (stride 1) or halves it (stride 2).</summary>
    internal sealed class Conv : nn.Module<Tensor, Tensor>
    {
        private readonly Parameter weight, bias;
        private readonly long stride, padding;

        internal Conv(long inChannels, long outChannels, int kernel = 3, int stride = 1, bool zero = false)
            : base(nameof(Conv))
        {
            (this.stride, padding) = (stride, kernel / 2);
            using var pattern = nn.Conv2d(inChannels, outChannels, kernel);
            weight = Copy(pattern.weight, zero);
            bias = Copy(pattern.bias!, zero);
            RegisterComponents();
        }

        public override Tensor forward(Tensor x)
        {
            using var scope = NewDisposeScope();
            return nn.functional.conv2d(x, weight.to(x.dtype), bias.to(x.dtype), [stride, stride], [padding, padding])
                .MoveToOuterDisposeScope();
        }
    }

    /// <summary>A matrix product and a shift along the last dimension.</summary>
    internal sealed class Dense : nn.Module<Tensor, Tensor>
    {
        private readonly Parameter weight, bias;

        internal Dense(long inSize, long outSize, bool zero = false) : base(nameof(Dense))
        {
            using var pattern = nn.Linear(inSize, outSize);
            weight = Copy(pattern.weight, zero);
            bias = Copy(pattern.bias!, zero);
            RegisterComponents();
        }

        public override Tensor forward(Tensor x)
        {
            using var scope = NewDisposeScope();
            return nn.functional.linear(x, weight.to(x.dtype), bias.to(x.dtype)).MoveToOuterDisposeScope();
        }
    }

    /// <summary>
    /// Group normalisation (Wu and He, 2018). TorchSharp's own leaves its weights uninitialised, so they are set here.
    /// </summary>
    internal sealed class Norm : nn.Module<Tensor, Tensor>
    {
        private readonly Parameter weight, bias;
        private readonly long groups;

        internal Norm(long channels) : base(nameof(Norm))
        {
            groups = channels % 8 == 0 ? 8 : 1;
            weight = new Parameter(ones(channels));
            bias = new Parameter(zeros(channels));
            RegisterComponents();
        }

        public override Tensor forward(Tensor x)
        {
            using var scope = NewDisposeScope();
            return nn.functional.group_norm(x, groups, weight.to(x.dtype), bias.to(x.dtype)).MoveToOuterDisposeScope();
        }
    }

    /// <summary>Layer normalisation without weights, over the last dimension.</summary>
    internal static Tensor LayerNorm(Tensor x) => nn.functional.layer_norm(x, [x.shape[^1]]);

    private static Parameter Copy(Tensor values, bool zero)
    {
        using var plain = values.detach();
        return new Parameter(zero ? zeros_like(plain) : plain.clone());
    }
}
