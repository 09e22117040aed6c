using Diffusion;
using Files;
using TorchSharp;

namespace Course.Drawing;

/// <summary>What a model is asked to draw: sentences, classes, or nothing in particular.</summary>
/// <param name="Captions">A line for each thing that is asked for.</param>
/// <param name="Condition">
/// [captions] class labels or [captions, L] words; null where the model is told nothing.
/// </param>
internal sealed record Wish(IReadOnlyList<string> Captions, torch.Tensor? Condition)
{
    /// <summary>Reads what a person typed after the model's name.</summary>
    /// <param name="model">Knows words, classes or neither.</param>
    /// <param name="asked">Sentences or names of classes; none: one of each class, or some sentences.</param>
    /// <exception cref="UsageException">The model does not know it; the message says what it knows.</exception>
    public static Wish Of(TrainedModel model, IReadOnlyList<string> asked)
    {
        if (model.Network.Vocabulary is { } vocabulary)
        {
            if (asked.Count == 0) asked = [.. Enumerable.Range(0, 4).Select(SceneData.HeldOut().SentenceAt)];
            try
            {
                return new(asked, vocabulary.Encode(asked));
            }
            catch (ArgumentException e)
            {
                throw new UsageException(e.Message);
            }
        }
        if (model.ClassNames.Count > 0)
        {
            if (asked.Count == 0) asked = model.ClassNames;
            return new(asked, torch.tensor(asked.Select(name => Label(model.ClassNames, name)).ToArray()));
        }
        if (asked.Count > 0)
            throw new UsageException(
                $"This model is told nothing about its pictures, so it cannot be asked for '{asked[0]}'.");
        return new([""], null);
    }

    private static long Label(IReadOnlyList<string> classes, string name)
    {
        for (var i = 0; i < classes.Count; i++)
            if (classes[i].Equals(name.Trim(), StringComparison.OrdinalIgnoreCase)) return i;
        var near = classes.MinBy(known => EditDistance.Between(known, name))!;
        var hint = EditDistance.Between(near, name) <= Math.Max(1, name.Length / 3) ? $" Did you mean '{near}'?" : "";
        throw new UsageException($"This model draws no '{name}'.{hint} It draws: {string.Join(", ", classes)}.");
    }
}
