using static TorchSharp.torch;

namespace Diffusion;

/// <summary>What a safetensors file held: named tensors, and words about them.</summary>
/// <param name="Tensors">The tensors by name, on the CPU; freed with this object.</param>
/// <param name="Metadata">The words by name.</param>
public sealed record SafetensorsFile(
    IReadOnlyDictionary<string, Tensor> Tensors, IReadOnlyDictionary<string, string> Metadata) : IDisposable
{
    /// <summary>Frees the tensors.</summary>
    public void Dispose()
    {
        foreach (var tensor in Tensors.Values) tensor.Dispose();
    }
}
