namespace Diffusion;

/// <summary>A trained model of the course.</summary>
/// <param name="Key">What a person types: "mnist-dmd".</param>
/// <param name="Load">Reads it; the caller frees it.</param>
public sealed record DatasetModel(string Key, Func<TrainedModel> Load);
