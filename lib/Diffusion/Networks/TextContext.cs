using static TorchSharp.torch;

namespace Diffusion;

/// <summary>A text as the attention reads it.</summary>
/// <param name="Vectors">[B, L, D].</param>
/// <param name="Mask">[B, 1, 1, L], bool: which of them are there to be looked at; null: all.</param>
/// <param name="Watch">
/// Told by each attention how much each place looked at each vector, [B, L, H, W]; null: nobody watches.
/// </param>
internal sealed record TextContext(Tensor Vectors, Tensor? Mask = null, Action<Tensor>? Watch = null);
