using Diffusion;
using TorchSharp;

namespace Course.Training;

/// <summary>Sentences of a form that training never showed, in words that it did: where does obeying end?</summary>
/// <param name="Name">What is new in them.</param>
/// <param name="Sentences">One for each picture.</param>
/// <param name="Paint">Scenes that do show it, for the same judge; to be disposed.</param>
/// <param name="Obeyed">Which of the pictures show what their sentence says.</param>
internal sealed record HarderSentences(
    string Name, IReadOnlyList<string> Sentences, Func<torch.Tensor> Paint,
    Func<SceneJudge, torch.Tensor, bool[]> Obeyed)
{
    private const ulong Seed = 6;

    /// <summary>How many pixels of a colour make a thing of it: a fifth of the smallest.</summary>
    private const int SomePixels = 12;

    /// <summary>All forms, so many sentences of each.</summary>
    public static IEnumerable<HarderSentences> All(int count)
    {
        var chance = new Random(7);
        string One(IReadOnlyList<string> words) => words[chance.Next(words.Count)];
        string Other(IReadOnlyList<string> words, params string[] taken) => One([.. words.Except(taken)]);
        string A(SceneObject thing) => $"a {thing.Colour} {thing.Kind}";
        (SceneObject Left, SceneObject Right)[] Pairs(bool sameKind = false, bool sameColour = false) =>
            [.. Enumerable.Range(0, count).Select(_ =>
            {
                var (kind, colour) = (One(SceneWords.Kinds), One(SceneWords.Colours));
                return (new SceneObject(kind, colour), new SceneObject(
                    sameKind ? kind : Other(SceneWords.Kinds, kind),
                    sameColour ? colour : Other(SceneWords.Colours, colour)));
            })];

        var pairs = Pairs(sameColour: true);
        yield return OfTwo("two things of one colour", pairs,
            p => SceneWords.Say(Scene.Two(p.Left, p.Right), chance.Next(SceneWords.Wordings)));
        pairs = Pairs(sameKind: true);
        yield return OfTwo("two things of one kind", pairs,
            p => SceneWords.Say(Scene.Two(p.Left, p.Right), chance.Next(SceneWords.Wordings)));
        pairs = Pairs();
        yield return OfTwo("a wording never read: 'red boot left blue bag'", pairs,
            p => $"{p.Left.Colour} {p.Left.Kind} left {p.Right.Colour} {p.Right.Kind}");
        pairs = Pairs();
        yield return OfTwo(
            "no order said: 'a red boot and a blue bag'", pairs, p => $"{A(p.Left)} and {A(p.Right)}", anyOrder: true);

        pairs = Pairs();
        bool[] leftIsLarge = [.. pairs.Select(_ => chance.Next(2) == 0)];
        string[] sized = [.. pairs.Zip(leftIsLarge, (p, large) =>
            $"a {Size(large)} {p.Left.Colour} {p.Left.Kind} left of a {Size(!large)} {p.Right.Colour} {p.Right.Kind}")];
        var (lefts, rights) = (pairs.Select(p => p.Left), pairs.Select(p => p.Right));
        yield return new("sizes for two: the large one is larger (chance: 0.5)", sized,
            () => Together(
                [.. lefts.Zip(leftIsLarge, (thing, large) => Scene.One(thing.Kind, thing.Colour, Size(large), "left"))],
                [.. rights.Zip(
                    leftIsLarge, (thing, large) => Scene.One(thing.Kind, thing.Colour, Size(!large), "right"))]),
            (_, pictures) =>
                [.. LitInHalves(pictures).Zip(leftIsLarge, (lit, large) => lit.Left > lit.Right == large)]);

        (SceneObject, SceneObject, SceneObject)[] threes =
        [
            .. Pairs().Select(p => (p.Left, p.Right, new SceneObject(
                Other(SceneWords.Kinds, p.Left.Kind, p.Right.Kind),
                Other(SceneWords.Colours, p.Left.Colour, p.Right.Colour)))),
        ];
        yield return new("three things: all three colours are there",
            [.. threes.Select(t => $"{A(t.Item1)}, {A(t.Item2)}, {A(t.Item3)}")],
            () => Together(Small(threes.Select(t => t.Item1), "left"), Small(threes.Select(t => t.Item2), "middle"),
                Small(threes.Select(t => t.Item3), "right")),
            (_, pictures) => [.. SceneJudge.PixelsOfColours(pictures).Zip(threes, (pixels, t) =>
                new[] { t.Item1, t.Item2, t.Item3 }.All(thing => pixels[thing.Colour] >= SomePixels))]);
    }

    private static HarderSentences OfTwo(
        string name, (SceneObject Left, SceneObject Right)[] pairs,
        Func<(SceneObject Left, SceneObject Right), string> say,
        bool anyOrder = false) => new(
            name, [.. pairs.Select(say)],
            () => SceneData.Paint([.. pairs.Select(p => Scene.Two(p.Left, p.Right))], Seed),
            (judge, pictures) => [.. judge.Read(pictures, 2)
                .Zip(pairs, (read, p) => (read.Things[0], read.Things[1]) == p
                    || (anyOrder && (read.Things[1], read.Things[0]) == p))]);

    private static string Size(bool large) => SceneWords.Sizes[large ? 1 : 0];

    private static Scene[] Small(IEnumerable<SceneObject> things, string place) =>
        [.. things.Select(thing => Scene.One(thing.Kind, thing.Colour, Size(false), place))];

    /// <summary>Pictures laid over each other: where one is dark, the others are seen.</summary>
    private static torch.Tensor Together(params Scene[][] layers)
    {
        using var scope = torch.NewDisposeScope();
        return layers.Select((scenes, i) => SceneData.Paint(scenes, Seed + (ulong)i)).Aggregate(torch.maximum)
            .MoveToOuterDisposeScope();
    }

    private static IEnumerable<(long Left, long Right)> LitInHalves(torch.Tensor pictures)
    {
        using var scope = torch.NewDisposeScope();
        var lit = pictures.amax([1]).gt(2 * SceneJudge.Lit - 1);
        var half = lit.shape[2] / 2;
        return lit.narrow(2, 0, half).sum([1, 2]).data<long>().ToArray()
            .Zip(lit.narrow(2, half, half).sum([1, 2]).data<long>().ToArray());
    }
}
