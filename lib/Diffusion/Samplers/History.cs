namespace Diffusion;

/// <summary>What a sampler keeps from step to step, the newest first (<see cref="SamplerRun.Remember"/>).</summary>
public sealed class History : IDisposable
{
    private readonly List<(NoiseLevel Level, Tensor Answer)> entries = [];

    /// <summary>How many are held.</summary>
    public int Count => entries.Count;

    /// <summary>
    /// The answer of <paramref name="ago"/> steps ago and the level it was given at; 0 is the newest, ^1 the oldest.
    /// </summary>
    public (NoiseLevel Level, Tensor Answer) this[int ago] => entries[ago];

    /// <summary>Adds a weighted sum of what is held, the newest first, to an image.</summary>
    internal Tensor AddTo(Tensor image, double[] weights)
    {
        for (var i = 0; i < weights.Length; i++) image = image + weights[i] * entries[i].Answer;
        return image;
    }

    internal void Add(NoiseLevel level, Tensor answer, int capacity)
    {
        entries.Insert(0, (level, answer.alias().DetachFromDisposeScope()));
        if (entries.Count <= capacity) return;
        entries[^1].Answer.Dispose();
        entries.RemoveAt(entries.Count - 1);
    }

    /// <summary>Frees all of them.</summary>
    public void Dispose() => entries.ForEach(entry => entry.Answer.Dispose());
}
