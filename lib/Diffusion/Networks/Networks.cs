using System.Text.Json;
using TorchSharp;
using static TorchSharp.torch;

namespace Diffusion;

/// <summary>Makes networks from what a checkpoint says about them.</summary>
internal static class Networks
{
    private static readonly JsonSerializerOptions NoNulls = new() { RespectNullableAnnotations = true };

    /// <summary>A fresh network.</summary>
    /// <param name="architecture">As in <see cref="DenoisingNetwork.Architecture"/>.</param>
    /// <param name="sizesJson">As in <see cref="DenoisingNetwork.SizesJson"/>.</param>
    /// <param name="name">The file, for messages.</param>
    internal static DenoisingNetwork Create(string architecture, string sizesJson, string name)
    {
        try
        {
            return architecture switch
            {
                "unet" => new UNet(Read<UNetSizes>(sizesJson)),
                "dit" => new DiT(Read<DiTSizes>(sizesJson)),
                "point-mlp" => new PointMlp(Read<PointMlpSizes>(sizesJson)),
                _ => throw new InvalidDataException(
                    $"'{name}': there is no architecture '{architecture}' (there are unet, dit, point-mlp)."),
            };
        }
        catch (Exception e) when (e is JsonException or ArgumentException)
        {
            throw new InvalidDataException($"'{name}': '{sizesJson}' are no sizes of a {architecture}: {e.Message}", e);
        }
    }

    /// <summary>
    /// Sizes that were written as JSON; "null" are none, though a network's constructor would take its own then.
    /// </summary>
    internal static T Read<T>(string sizesJson) where T : class =>
        JsonSerializer.Deserialize<T>(sizesJson, NoNulls) ?? throw new JsonException("it is null");

    /// <summary>
    /// Copies weights into a network; each has to be there, in the right shape, and finite. It gets all of them or
    /// none.
    /// </summary>
    internal static void LoadWeights(
        nn.Module network, IReadOnlyDictionary<string, Tensor> tensors, string prefix, string file)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        var places = network.named_parameters().ToList();
        foreach (var (name, weights) in places)
        {
            if (!tensors.TryGetValue(prefix + name, out var saved))
                throw new InvalidDataException($"'{file}' lacks the weights '{name}'.");
            if (!saved.shape.SequenceEqual(weights.shape))
                throw new InvalidDataException(
                    $"'{file}': the weights '{name}' are [{string.Join(", ", saved.shape)}], the network needs "
                    + $"[{string.Join(", ", weights.shape)}].");
            if (!saved.to(ScalarType.Float64).sum().isfinite().item<bool>())
                throw new InvalidDataException($"'{file}': the weights '{name}' hold NaN or infinity.");
        }
        foreach (var (name, weights) in places) weights.copy_(tensors[prefix + name]);
    }
}
