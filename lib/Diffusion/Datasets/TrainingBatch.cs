using static TorchSharp.torch;

namespace Diffusion;

/// <summary>What one training step sees of the data.</summary>
/// <param name="Images">[B, ...], float32, by custom in [-1, 1].</param>
/// <param name="Condition">
/// What the network is told about each image ([B] class labels, [B, L, D] text), or null.
/// </param>
public readonly record struct TrainingBatch(Tensor Images, Tensor? Condition);
