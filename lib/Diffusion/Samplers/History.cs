using static TorchSharp.torch;

namespace Diffusion;

/// <summary>The denoiser's last answers, newest first, for samplers that look back. The oldest are freed.</summary>
/// <param name="capacity">How many are held at most.</param>
internal sealed class History(int capacity) : IDisposable
{
    private readonly List<(NoiseLevel Level, Tensor Answer)> entries = [];

    /// <summary>How many are held.</summary>
    internal int Count => entries.Count;

    /// <summary>The answer of <paramref name="ago"/> steps ago and the level it was given at; 0 is the newest.</summary>
    internal (NoiseLevel Level, Tensor Answer) this[int ago] => entries[ago];

    /// <summary>Adds the newest answer; it outlives the step that made it.</summary>
    internal void Add(NoiseLevel level, Tensor answer)
    {
        entries.Insert(0, (level, answer.alias().DetachFromDisposeScope()));
        if (entries.Count <= capacity) return;
        entries[^1].Answer.Dispose();
        entries.RemoveAt(entries.Count - 1);
    }

    public void Dispose() => entries.ForEach(entry => entry.Answer.Dispose());
}
