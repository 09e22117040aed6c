namespace Diffusion;

/// <summary>The words of the scenes, and the sentences they make.</summary>
public static class SceneWords
{
    /// <summary>What there is to see: four garments and two digits, which a classifier hardly ever mixes up.</summary>
    public static IReadOnlyList<string> Kinds { get; } = ["boot", "bag", "trouser", "pullover", "seven", "three"];

    /// <summary>Six hues, 60 degrees apart, in the order of the colour circle from 0 degrees.</summary>
    public static IReadOnlyList<string> Colours { get; } = ["red", "yellow", "green", "cyan", "blue", "pink"];

    /// <summary>The sizes of a thing that is alone.</summary>
    public static IReadOnlyList<string> Sizes { get; } = ["small", "large"];

    /// <summary>The places of a thing that is alone.</summary>
    public static IReadOnlyList<string> Places { get; } = ["left", "middle", "right"];

    /// <summary>How many ways there are to say a scene of one thing, and of two.</summary>
    public const int Wordings = 4;

    /// <summary>All words of all sentences, and the longest sentence.</summary>
    public static Vocabulary Vocabulary { get; } = new(
        ["a", "and", "in", "of", "on", "the", .. Kinds, .. Colours, .. Sizes, .. Places], longest: 12);

    /// <summary>
    /// Says what a scene shows. In half of the wordings of two things the right one is mentioned first.
    /// </summary>
    /// <param name="scene">What to say.</param>
    /// <param name="wording">0 to <see cref="Wordings"/> - 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such wording.</exception>
    public static string Say(Scene scene, int wording)
    {
        if (scene.Things is [var left, var right])
        {
            string Thing(SceneObject thing) => $"a {thing.Colour} {thing.Kind}";
            return wording switch
            {
                0 => $"{Thing(left)} left of {Thing(right)}",
                1 => $"{Thing(right)} right of {Thing(left)}",
                2 => $"on the left {Thing(left)}, on the right {Thing(right)}",
                3 => $"on the right {Thing(right)}, on the left {Thing(left)}",
                _ => throw NoWording(wording),
            };
        }
        var (thing, place) = (scene.Things[0], scene.Place == "middle" ? "in the middle" : $"on the {scene.Place}");
        return wording switch
        {
            0 => $"a {thing.Size} {thing.Colour} {thing.Kind} {place}",
            1 => $"{place} a {thing.Size} {thing.Colour} {thing.Kind}",
            2 => $"a {thing.Kind} {place}, {thing.Size} and {thing.Colour}",
            3 => $"{place} a {thing.Colour} {thing.Kind}, {thing.Size}",
            _ => throw NoWording(wording),
        };
    }

    /// <summary>The place of a word in its list.</summary>
    /// <exception cref="ArgumentException">It is not in it; the message lists the words.</exception>
    internal static int Number(IReadOnlyList<string> words, string word)
    {
        for (var i = 0; i < words.Count; i++)
            if (words[i] == word) return i;
        throw new ArgumentException($"'{word}' is none of {string.Join(", ", words)}.", nameof(word));
    }

    private static ArgumentOutOfRangeException NoWording(int wording) =>
        new(nameof(wording), wording, $"There are wordings 0 to {Wordings - 1}.");
}
