using static TorchSharp.torch;

namespace Diffusion;

/// <summary>A set of images and their classes, held as bytes; turned into tensors a batch at a time.</summary>
public sealed class LabelledImages : ITrainingData
{
    private readonly byte[] pixels, labels;
    private readonly float[] brightness;
    private readonly Lazy<string> identity;

    /// <summary>Wraps bytes; they are not copied.</summary>
    /// <param name="name">What the set is called: "MNIST".</param>
    /// <param name="pixels">N · channels · height · width bytes, image after image, channel after channel.</param>
    /// <param name="labels">N class numbers.</param>
    /// <param name="channels">1 for grey, 3 for colour.</param>
    /// <param name="height">In pixels.</param>
    /// <param name="width">In pixels.</param>
    /// <param name="classes">The classes' names; a label is an index into them.</param>
    /// <param name="white">The byte that stands for full brightness; no pixel is above it.</param>
    /// <exception cref="InvalidDataException">
    /// The numbers do not agree with each other; the message says which.
    /// </exception>
    public LabelledImages(string name, byte[] pixels, byte[] labels, int channels, int height, int width,
        IReadOnlyList<string> classes, byte white = 255)
    {
        var size = channels * height * width;
        if (size <= 0)
            throw new InvalidDataException($"{name}: images of {channels} x {height} x {width} hold nothing.");
        if (pixels.Length != (long)labels.Length * size)
            throw new InvalidDataException(
                $"{name}: {labels.Length} labels need {(long)labels.Length * size} pixels ({channels} x {height} x "
                + $"{width} each), but there are {pixels.Length}.");
        if (labels.Length == 0) throw new InvalidDataException($"{name}: there is no image.");
        for (var i = 0; i < labels.Length; i++)
            if (labels[i] >= classes.Count)
                throw new InvalidDataException(
                    $"{name}: image {i} has class {labels[i]}, but the classes are 0 to {classes.Count - 1}.");
        if (white < 255 && pixels.AsSpan().IndexOfAnyExceptInRange((byte)0, white) is >= 0 and var bad)
            throw new InvalidDataException($"{name}: pixel {bad} is {pixels[bad]}, brighter than white ({white}).");
        (Name, this.pixels, this.labels, Channels, Height, Width, Classes, White) =
            (name, pixels, labels, channels, height, width, classes, white);
        identity = new(() => $"{this}, white {White}, SHA-256 {Checksum.Of(pixels, labels)}");
        brightness = [.. Enumerable.Range(0, 256).Select(value => value * (float)(2.0 / white) - 1)];
    }

    /// <summary>What the set is called.</summary>
    public string Name { get; }

    /// <summary>1 for grey, 3 for colour.</summary>
    public int Channels { get; }

    /// <summary>In pixels.</summary>
    public int Height { get; }

    /// <summary>In pixels.</summary>
    public int Width { get; }

    /// <summary>The names of the classes.</summary>
    public IReadOnlyList<string> Classes { get; }

    /// <summary>The byte that stands for full brightness.</summary>
    public byte White { get; }

    /// <inheritdoc/>
    public int Count => labels.Length;

    /// <inheritdoc/>
    public string Identity => identity.Value;

    /// <summary>[C, H, W].</summary>
    public long[] ImageShape => [Channels, Height, Width];

    private int Size => Channels * Height * Width;

    /// <summary>All images, [N, C, H, W], float32 in [-1, 1]; owned by the caller.</summary>
    public Tensor Images() => ToTensor(pixels);

    /// <summary>All class labels, [N], int64; owned by the caller.</summary>
    public Tensor Labels() => tensor(Array.ConvertAll(labels, label => (long)label));

    /// <summary>The class of image <paramref name="index"/>.</summary>
    public int Label(int index)
    {
        Check(index);
        return labels[index];
    }

    /// <inheritdoc/>
    public TrainingBatch Batch(ReadOnlySpan<int> indices)
    {
        if (indices.IsEmpty) throw new ArgumentException("A batch holds at least 1 image.", nameof(indices));
        var chosen = new byte[indices.Length * Size];
        var classes = new long[indices.Length];
        for (var i = 0; i < indices.Length; i++)
        {
            Check(indices[i]);
            pixels.AsSpan(indices[i] * Size, Size).CopyTo(chosen.AsSpan(i * Size));
            classes[i] = labels[indices[i]];
        }
        return new(ToTensor(chosen), tensor(classes));
    }

    /// <summary>The images at these indices as a set of their own.</summary>
    public LabelledImages Subset(IReadOnlyList<int> indices)
    {
        var chosen = new byte[indices.Count * Size];
        for (var i = 0; i < indices.Count; i++)
        {
            Check(indices[i]);
            pixels.AsSpan(indices[i] * Size, Size).CopyTo(chosen.AsSpan(i * Size));
        }
        return new(Name, chosen, [.. indices.Select(i => labels[i])], Channels, Height, Width, Classes, White);
    }

    /// <summary>The first <paramref name="count"/> images, or all of them if there are fewer.</summary>
    public LabelledImages Take(int count) => count >= 1
        ? Subset([.. Enumerable.Range(0, Math.Min(count, Count))])
        : throw new ArgumentOutOfRangeException(nameof(count), count, $"Take at least 1 image, not {count}.");

    /// <summary>All but the first <paramref name="count"/> images.</summary>
    public LabelledImages Skip(int count) => count < Count
        ? Subset([.. Enumerable.Range(0, Count).Skip(count)])
        : throw new ArgumentOutOfRangeException(
            nameof(count), count, $"{Name} has {Count} images; skip fewer, so that some are left.");

    /// <summary>All but each <paramref name="nth"/> image, and those: some to learn, others to test with.</summary>
    /// <exception cref="ArgumentOutOfRangeException">One of the two would be empty.</exception>
    public (LabelledImages Seen, LabelledImages Unseen) Split(int nth = 10)
    {
        if (nth < 2 || Count < 2)
            throw new ArgumentOutOfRangeException(
                nameof(nth), nth, $"To split {Count} images takes at least 2 of them, and each 2nd or a later one.");
        int[] all = [.. Enumerable.Range(0, Count)];
        return (Subset([.. all.Where(i => i % nth > 0)]), Subset([.. all.Where(i => i % nth == 0)]));
    }

    /// <summary>The images of one class.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such class.</exception>
    public LabelledImages OfClass(int label) => label >= 0 && label < Classes.Count
        ? Subset([.. Enumerable.Range(0, Count).Where(i => labels[i] == label)])
        : throw new ArgumentOutOfRangeException(
            nameof(label), label, $"{Name} has the classes 0 to {Classes.Count - 1}.");

    /// <summary>These images followed by others of the same size and classes.</summary>
    public LabelledImages Append(LabelledImages others)
    {
        if (!ImageShape.SequenceEqual(others.ImageShape) || !Classes.SequenceEqual(others.Classes)
            || White != others.White)
            throw new ArgumentException($"'{this}' and '{others}' are not of one kind.", nameof(others));
        return new(Name, [.. pixels, .. others.pixels], [.. labels, .. others.labels], Channels, Height, Width,
            Classes, White);
    }

    /// <summary>The set's name, size and classes.</summary>
    public override string ToString() =>
        $"{Name}: {Count} images {Channels} x {Height} x {Width}, {Classes.Count} classes";

    private void Check(int index)
    {
        if (index < 0 || index >= Count)
            throw new ArgumentOutOfRangeException(nameof(index), index, $"{Name} has images 0 to {Count - 1}.");
    }

    /// <summary>
    /// Looked up byte by byte rather than computed by torch, so that a batch can be prepared on any thread without
    /// waking a team of torch's helpers there.
    /// </summary>
    private Tensor ToTensor(ReadOnlySpan<byte> bytes)
    {
        var values = new float[bytes.Length];
        for (var i = 0; i < bytes.Length; i++) values[i] = brightness[bytes[i]];
        return tensor(values, [bytes.Length / Size, Channels, Height, Width]);
    }
}
