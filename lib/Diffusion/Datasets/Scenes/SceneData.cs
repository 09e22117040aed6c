using static TorchSharp.torch;

namespace Diffusion;

/// <summary>
/// Pictures of scenes with sentences that say what they show, painted when they are asked for: the same number gives
/// the same picture and the same sentence, always. Half show one thing, half two.
/// </summary>
public sealed class SceneData : ITrainingData
{
    private readonly Scene[] ones, twos;
    private readonly ulong seed;
    private readonly bool unseenShapes;
    private readonly double shareOfTwo;
    private readonly int wordings;

    private SceneData(int count, ulong seed, Func<Scene, bool> shown, bool unseenShapes, double shareOfTwo,
        int wordings)
    {
        if (count < 1) throw new ArgumentOutOfRangeException(nameof(count), count, "At least 1 scene.");
        if (shareOfTwo is not (>= 0 and <= 1))
            throw new ArgumentOutOfRangeException(nameof(shareOfTwo), shareOfTwo, "A share is from 0 to 1.");
        (Count, this.seed, this.unseenShapes, this.shareOfTwo, this.wordings) = (count, seed, unseenShapes, shareOfTwo,
            wordings);
        (ones, twos) = ([.. Scene.All(1).Where(shown)], [.. Scene.All(2).Where(shown)]);
    }

    /// <summary>Scenes to learn from: none of the held-out combinations.</summary>
    /// <param name="count">How many.</param>
    /// <param name="seed">Of all choices.</param>
    /// <param name="shareOfTwo">The share of scenes that show two things.</param>
    /// <param name="wordings">How many of the wordings are used, 1 to <see cref="SceneWords.Wordings"/>.</param>
    public static SceneData Training(int count = 100_000, ulong seed = 0, double shareOfTwo = 0.5,
        int wordings = SceneWords.Wordings) =>
        new(count, seed, scene => !scene.IsHeldOut, unseenShapes: false, shareOfTwo, wordings);

    /// <summary>The held-out combinations, painted with shapes that no scene to learn from has.</summary>
    /// <inheritdoc cref="Training"/>
    public static SceneData HeldOut(int count = 400, ulong seed = 0, double shareOfTwo = 0.5,
        int wordings = SceneWords.Wordings) =>
        new(count, seed, scene => scene.IsHeldOut, unseenShapes: true, shareOfTwo, wordings);

    /// <inheritdoc/>
    public int Count { get; }

    /// <summary>[C, H, W].</summary>
    public static long[] ImageShape => [3, ScenePainter.Side, ScenePainter.Side];

    /// <summary>What picture <paramref name="index"/> shows.</summary>
    public Scene SceneAt(int index) => Choose(index).Scene;

    /// <summary>The sentence that says it.</summary>
    public string SentenceAt(int index)
    {
        var (scene, wording, _) = Choose(index);
        return SceneWords.Say(scene, wording);
    }

    /// <summary>The pictures, [n, 3, 32, 32] in [-1, 1], and the words' numbers, [n, L].</summary>
    /// <inheritdoc/>
    public TrainingBatch Batch(ReadOnlySpan<int> indices)
    {
        const int Size = 3 * ScenePainter.Side * ScenePainter.Side;
        var pixels = new float[indices.Length * Size];
        var length = SceneWords.Vocabulary.Longest;
        var words = new long[indices.Length * length];
        for (var i = 0; i < indices.Length; i++)
        {
            var (scene, wording, chance) = Choose(indices[i]);
            ScenePainter.Paint(scene, unseenShapes, chance, pixels.AsSpan(i * Size, Size));
            SceneWords.Vocabulary.Numbers(SceneWords.Say(scene, wording)).CopyTo(words.AsSpan(i * length));
        }
        return new(tensor(pixels, [indices.Length, 3, ScenePainter.Side, ScenePainter.Side]),
            tensor(words, [indices.Length, length]));
    }

    /// <summary>The first pictures, [n, 3, 32, 32]; owned by the caller.</summary>
    public Tensor Images(int count)
    {
        var (images, words) = Batch([.. Enumerable.Range(0, count)]);
        words!.Dispose();
        return images;
    }

    /// <summary>
    /// Pictures of these scenes, [n, 3, 32, 32], with the shapes of <see cref="HeldOut"/>; owned by the caller.
    /// </summary>
    public static Tensor Paint(IReadOnlyList<Scene> scenes, ulong seed = 0)
    {
        const int Size = 3 * ScenePainter.Side * ScenePainter.Side;
        var pixels = new float[scenes.Count * Size];
        for (var i = 0; i < scenes.Count; i++)
            ScenePainter.Paint(scenes[i], unseenShapes: true, new Random(HashCode(seed, i)),
                pixels.AsSpan(i * Size, Size));
        return tensor(pixels, [scenes.Count, .. ImageShape]);
    }

    private (Scene Scene, int Wording, Random Chance) Choose(int index)
    {
        if (index < 0 || index >= Count) throw new ArgumentOutOfRangeException(nameof(index), index,
            $"There are scenes 0 to {Count - 1}.");
        // .NET keeps the numbers of a seeded Random the same in all versions.
        var chance = new Random(HashCode(seed, index));
        var scenes = chance.NextDouble() < shareOfTwo ? twos : ones;
        return (scenes[chance.Next(scenes.Length)], chance.Next(wordings), chance);
    }

    /// <summary>SplitMix64 (Steele, Lea and Flood, 2014), folded to 31 bits.</summary>
    private static int HashCode(ulong seed, int index)
    {
        var z = (seed + 1) * 0x9E3779B97F4A7C15 + (ulong)index * 0xD1B54A32D192ED03;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return (int)((z ^ (z >> 31)) & int.MaxValue);
    }

    /// <summary>How many there are and of what.</summary>
    public override string ToString() =>
        $"scenes: {Count} pictures 3 x {ScenePainter.Side} x {ScenePainter.Side} of {ones.Length + twos.Length} "
        + $"combinations, {SceneWords.Vocabulary.Words.Count} words";
}
