using System.Globalization;
using Diffusion;
using TorchSharp;

namespace Course.Training;

/// <summary>
/// Measures whether a model draws what a sentence says: held-out scenes of one thing and of two, and what one changed
/// word changes. Real scenes go through the same judge.
/// </summary>
internal sealed class SceneEvaluation : IDisposable
{
    /// <summary>How many pictures each share is taken from.</summary>
    public const int Pictures = 400;

    private const double Guidance = 2.5;
    private const int Steps = 15, Part = 100;
    private const ulong Seed = 5;
    private readonly FeatureClassifier kinds = Pretrained.SceneClassifier();
    private readonly SceneJudge judge;
    private readonly TextWriter output;

    public SceneEvaluation(TextWriter output) => (this.output, judge) = (output, new(kinds));

    /// <summary>Says what the table holds, and gives real scenes' row.</summary>
    public void WriteHead()
    {
        output.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{Pictures} pictures for each share, of held-out combinations; guidance {Guidance}, DDIM, {Steps} steps; "
            + $"95 % intervals."));
        Write("real scenes", (data, count) => data.Images(count), (scenes, _) => SceneData.Paint(scenes, Seed),
            harder => harder.Paint());
    }

    /// <summary>A model's row.</summary>
    public void Write(string name, TrainedModel model) => Write(
        name,
        (data, count) => DrawAll(model, [.. Enumerable.Range(0, count).Select(data.SentenceAt)]),
        (scenes, wordings) => DrawAll(model, [.. scenes.Zip(wordings, SceneWords.Say)]),
        harder => DrawAll(model, harder.Sentences));

    private void Write(
        string name, Func<SceneData, int, torch.Tensor> draw,
        Func<IReadOnlyList<Scene>, IReadOnlyList<int>, torch.Tensor> drawScenes,
        Func<HarderSentences, torch.Tensor> drawHarder)
    {
        output.WriteLine();
        output.WriteLine(name);
        using var scope = torch.NewDisposeScope();
        var (ones, twos) = (SceneData.HeldOut(Pictures, seed: 3, shareOfTwo: 0),
            SceneData.HeldOut(Pictures, seed: 4, shareOfTwo: 1));
        var one = Read(ones, draw(ones, Pictures), 1);
        Share("one thing: kind", one, pair => pair.Read.Things[0].Kind == pair.Asked.Things[0].Kind);
        Share("colour", one, pair => pair.Read.Things[0].Colour == pair.Asked.Things[0].Colour);
        Share("size", one, pair => pair.Read.Things[0].Size == pair.Asked.Things[0].Size);
        Share("place", one, pair => pair.Read.Place == pair.Asked.Place);
        Share("all four", one, pair => pair.Read.Things[0] == pair.Asked.Things[0]
            && pair.Read.Place == pair.Asked.Place);

        var two = Read(twos, draw(twos, Pictures), 2);
        Share("two things: both kinds in place", two, pair => Both(pair, (read, asked) => read.Kind == asked.Kind));
        Share("both colours in place", two, pair => Both(pair, (read, asked) => read.Colour == asked.Colour));
        Share("all right", two, pair => pair.Read.Things.SequenceEqual(pair.Asked.Things));
        // Binding alone: where both kinds and both colours are somewhere in the picture, has each kind its own colour?
        var present = two.Where(pair => Same(pair, thing => thing.Kind) && Same(pair, thing => thing.Colour)).ToList();
        if (present.Count > 0)
            Share("each kind its own colour, of those with all four words", present, pair =>
                pair.Asked.Things.All(pair.Read.Things.Contains));

        WriteSwaps(drawScenes);
        output.WriteLine("  forms of sentences that training never showed");
        foreach (var harder in HarderSentences.All(Pictures))
            Share($"  {harder.Name}", harder.Obeyed(judge, drawHarder(harder)), isObeyed => isObeyed);
    }

    /// <summary>The same noise, one word changed: is it seen, and does the rest stay?</summary>
    private void WriteSwaps(Func<IReadOnlyList<Scene>, IReadOnlyList<int>, torch.Tensor> draw)
    {
        var swaps = Swapped.Make(Pictures);
        int[] wordings = [.. swaps.Select(swap => swap.Wording)];
        var before = judge.Read(draw([.. swaps.Select(swap => swap.Before)], wordings), 1);
        var after = judge.Read(draw([.. swaps.Select(swap => swap.After)], wordings), 1);
        var seen = swaps.Select((swap, i) => (Swap: swap, Before: before[i], After: after[i])).ToList();
        Share("one word changed: its attribute changes, the others stay", seen, s =>
            s.Swap.IsObeyed(s.Before, s.After));
        foreach (var word in Swapped.Attributes)
            Share($"  of the {word}s", [.. seen.Where(s => s.Swap.Attribute == word)], s =>
                s.Swap.IsObeyed(s.Before, s.After));
    }

    private List<(Scene Asked, Scene Read)> Read(SceneData data, torch.Tensor pictures, int things) =>
        [.. judge.Read(pictures, things).Select((read, i) => (data.SceneAt(i), read))];

    private static bool Both((Scene Asked, Scene Read) pair, Func<SceneObject, SceneObject, bool> agree) =>
        pair.Read.Things.Zip(pair.Asked.Things).All(things => agree(things.First, things.Second));

    private static bool Same((Scene Asked, Scene Read) pair, Func<SceneObject, string> word) =>
        pair.Read.Things.Select(word).Order().SequenceEqual(pair.Asked.Things.Select(word).Order());

    private void Share<T>(string what, IReadOnlyCollection<T> all, Func<T, bool> isRight) =>
        output.WriteLine($"  {what,-58} {Proportion.Among(all, isRight)} of {all.Count}");

    private static torch.Tensor DrawAll(TrainedModel model, IReadOnlyList<string> sentences)
    {
        using var scope = torch.NewDisposeScope();
        using var noGrad = torch.no_grad();
        var noise = model.Noise(sentences.Count, Seed);
        var levels = TimestepSpacing.Trailing(model.Schedule, Steps);
        List<torch.Tensor> parts = [];
        for (var from = 0; from < sentences.Count; from += Part)
        {
            var part = sentences.Skip(from).Take(Part).ToArray();
            var words = model.Network.Vocabulary!.Encode(part).to(noise.device);
            parts.Add(new Ddim().Run(model.DenoiserFor(words, Guidance), noise.narrow(0, from, part.Length),
                levels).cpu());
        }
        return torch.cat(parts).MoveToOuterDisposeScope();
    }

    public void Dispose() => kinds.Dispose();
}
