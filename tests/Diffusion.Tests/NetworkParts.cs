using TorchSharp;
using static TorchSharp.torch;

namespace Diffusion.Tests;

/// <summary>Our networks against themselves in float64: the answer, and the gradient of each layer's weights.</summary>
internal static class NetworkParts
{
    /// <summary>The tensors that come out wrong, by network, number type and name.</summary>
    internal static List<string> WrongOnes()
    {
        var wrong = new List<string>();
        manual_seed(1);
        var plain = new UNetSizes { BaseChannels = 24, Multipliers = [1, 2], AttentionLevels = [1] };
        DenoisingNetwork[] networks =
        [
            new UNet(UNetSizes.Mnist),
            new UNet(plain with { ImageChannels = 3, Classes = 3 }),
            new UNet(plain with { BaseChannels = 40, ContextSize = 5 }),
            new DiT(new() { ImageSize = 8, Patch = 2, Width = 24, Depth = 2, Heads = 2 }),
            new DiT(DiTSizes.Cifar10 with { Depth = 2 }),
        ];
        foreach (var (network, i) in networks.Select((network, i) => (network, i)))
        {
            var channels = network is UNet unet ? unet.Sizes.ImageChannels : ((DiT)network).Sizes.ImageChannels;
            var side = network is DiT dit ? dit.Sizes.ImageSize : 12;
            long[] shape = [3, channels, side, side];
            Add($"{network.Architecture} {i}", network, type =>
            {
                network.ComputeType = type;
                var text = network.TakesText ? Wave([3, 2, 5]) : null;
                return network.forward(Wave(shape), tensor(new float[] { 3, 400, 900 }), text);
            }, ScalarType.Float32, ScalarType.BFloat16);
        }
        foreach (var channels in new[] { 1, 3 })
        {
            var classifier = new FeatureClassifier(new(channels, ImageSize: 16));
            // Nothing ever runs it in bfloat16.
            Tensor Answer(ScalarType type) => classifier.forward(Wave([3, channels, 16, 16]).to(type));
            Add($"classifier of {channels} channels", classifier, Answer, ScalarType.Float32);
        }
        return wrong;

        void Add(string name, nn.Module network, Func<ScalarType, Tensor> answer, params ScalarType[] types)
        {
            using var owned = network;
            using var scope = NewDisposeScope();
            using (no_grad())
                foreach (var weights in network.parameters()) weights.add_(Wave(weights.shape), 0.1);
            var right = Run(network, answer, ScalarType.Float64);
            foreach (var type in types)
                foreach (var (part, value) in Run(network, answer, type))
                {
                    var distance = Distance(value, right[part]);
                    // NaN is not below anything.
                    if (!(distance < (type == ScalarType.BFloat16 ? 0.2 : 1e-3)))
                        wrong.Add($"{name} {type} {part} {distance}");
                }
        }
    }

    private static Dictionary<string, Tensor> Run(nn.Module network, Func<ScalarType, Tensor> answer, ScalarType type)
    {
        network.zero_grad();
        SelfCheck.FillMemoryWithNaN();
        var y = answer(type);
        (y * Wave(y.shape).to(y.dtype)).sum().backward();
        var parts = network.named_parameters().Where(named => named.parameter.grad is not null)
            .ToDictionary(named => named.name, named => named.parameter.grad!.clone());
        parts["answer"] = y.detach();
        return parts;
    }

    /// <summary>
    /// The length of the difference, in parts of the right one's length; of vectors next to nothing, all of it.
    /// </summary>
    private static double Distance(Tensor value, Tensor right) =>
        ((value - right).to(ScalarType.Float64).norm() / (right.to(ScalarType.Float64).norm() + 1e-3)).item<double>();

    private static Tensor Wave(long[] shape) =>
        arange(shape.Aggregate(1L, (a, b) => a * b), ScalarType.Float32).mul(0.7).sin().reshape(shape);
}
