using Diffusion;

namespace Course.Training;

/// <summary>A scene of one thing and the same with one word changed.</summary>
/// <param name="Before">The scene.</param>
/// <param name="After">The changed one.</param>
/// <param name="Attribute">What the word is about: one of <see cref="Attributes"/>.</param>
/// <param name="Wording">In which words both are said.</param>
internal sealed record Swapped(Scene Before, Scene After, string Attribute, int Wording)
{
    /// <summary>What a word can be about.</summary>
    public static readonly string[] Attributes = ["kind", "colour", "size", "place"];

    /// <summary>The first ones, each attribute as often as the others; always the same.</summary>
    public static IReadOnlyList<Swapped> Make(int count)
    {
        var chance = new Random(11);
        var scenes = Scene.All(1);
        return [.. Enumerable.Range(0, count).Select(i =>
        {
            var attribute = Attributes[i % Attributes.Length];
            var before = scenes[chance.Next(scenes.Count)];
            var others = scenes.Where(scene => Differences(before, scene).SequenceEqual([attribute])).ToArray();
            return new Swapped(before, others[chance.Next(others.Length)], attribute, chance.Next(SceneWords.Wordings));
        })];
    }

    /// <summary>Whether what was read changed to the new word and stayed the same otherwise.</summary>
    public bool IsObeyed(Scene readBefore, Scene readAfter) =>
        Differences(readBefore, readAfter).SequenceEqual([Attribute])
            && !Differences(After, readAfter).Contains(Attribute);

    private static IEnumerable<string> Differences(Scene left, Scene right)
    {
        var (one, other) = (left.Things[0], right.Things[0]);
        bool[] differ = [one.Kind != other.Kind, one.Colour != other.Colour, one.Size != other.Size,
            left.Place != right.Place];
        return Attributes.Where((_, i) => differ[i]);
    }
}
