namespace Diffusion;

/// <summary>
/// All that the course knows about a data set: what it is called, how it is read, who has learned it, who judges.
/// </summary>
/// <param name="Key">What a person types: "fashion".</param>
/// <param name="Name">What it is called: "Fashion-MNIST".</param>
/// <param name="Shape">[C, H, W] of an image.</param>
/// <param name="Source">Who made it, when, and under which licence.</param>
public sealed record DatasetEntry(string Key, string Name, IReadOnlyList<long> Shape, string Source)
{
    /// <summary>
    /// Finds the images to train on (false) or to test with (true) in a store; null where nothing is fetched.
    /// </summary>
    public Func<DatasetStore, bool, LabelledImages>? Read { get; init; }

    /// <summary>The images that are always there: all of them, or some where the others cannot be had.</summary>
    public Func<LabelledImages>? Embedded { get; init; }

    /// <summary>The models of the course that have learned it; the first teaches the others.</summary>
    public IReadOnlyList<DatasetModel> Models { get; init; } = [];

    /// <summary>
    /// A classifier of its classes, to judge drawn images with; owned by the caller. Null: there is none.
    /// </summary>
    public Func<FeatureClassifier>? Judge { get; init; }

    /// <summary>What makes latents of its images; owned by the caller. Null: there is none.</summary>
    public Func<Vae>? Autoencoder { get; init; }

    /// <summary>The images to train on.</summary>
    /// <param name="store">Where to look.</param>
    /// <param name="say">Told where the embedded images stand in for those that cannot be had.</param>
    /// <exception cref="IOException">
    /// They are not here and could not be fetched; the message says what to do.
    /// </exception>
    /// <exception cref="InvalidOperationException">The set has no images with classes.</exception>
    public LabelledImages Load(DatasetStore store, Action<string>? say = null) => Find(store, say).Images;

    /// <summary>The images to train on, and others to test with: the set's own, else each tenth image.</summary>
    /// <inheritdoc cref="Load"/>
    public (LabelledImages Seen, LabelledImages Unseen) LoadSplit(DatasetStore store, Action<string>? say = null)
    {
        var (images, isEmbedded) = Find(store, say);
        // What is embedded may be the test set itself.
        return isEmbedded ? images.Split() : (images, Read!(store, true));
    }

    /// <summary>Whether these images are of this set, or of its kind.</summary>
    public bool Knows(LabelledImages images) => images.Name == Name && images.ImageShape.SequenceEqual(Shape);

    private (LabelledImages Images, bool IsEmbedded) Find(DatasetStore store, Action<string>? say)
    {
        if (Read is null)
            return (Embedded?.Invoke()
                ?? throw new InvalidOperationException($"'{Key}' has no images with classes."), true);
        try
        {
            return (Read(store, false), false);
        }
        catch (IOException e) when (Embedded is not null)
        {
            var embedded = Embedded();
            say?.Invoke(FormattableString.Invariant($"{e.Message} The embedded {embedded.Count:N0} images are used."));
            return (embedded, true);
        }
    }
}
