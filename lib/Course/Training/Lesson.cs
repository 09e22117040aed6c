using Diffusion;
using TorchSharp;

namespace Course.Training;

/// <summary>What a run learns, and what the pictures of its checkpoints are asked to show.</summary>
/// <param name="Data">The examples.</param>
/// <param name="ImageShape">[C, H, W].</param>
/// <param name="Classes">The names of the classes; none where the pictures are told in sentences.</param>
/// <param name="Columns">How many different things are asked for: a column each.</param>
/// <param name="Asked">A condition for each column, on the CPU; owned by the caller.</param>
/// <param name="Mirror">Whether a picture in a mirror still shows what it is told to show.</param>
internal sealed record Lesson(
    ITrainingData Data, long[] ImageShape, IReadOnlyList<string> Classes, int Columns, Func<torch.Tensor> Asked,
        bool Mirror) : IDisposable
{
    /// <summary>What turns the examples into images, where they are latents.</summary>
    public Vae? Autoencoder { get; init; }

    /// <summary>The images behind the examples; null where there are none to compare with.</summary>
    public LabelledImages? Images { get; init; }

    /// <summary>The trainer's network with what its samples stand for.</summary>
    public TrainedModel Model(Trainer trainer, IReadOnlyDictionary<string, string>? story = null) =>
        trainer.Model(ImageShape, Classes, story) with { Autoencoder = Autoencoder };

    /// <summary>Frees the autoencoder.</summary>
    public void Dispose() => Autoencoder?.Dispose();

    /// <summary>Images and their classes.</summary>
    public static Lesson Of(LabelledImages images)
    {
        var columns = Math.Min(10, images.Classes.Count);
        // Digits and letters lose their meaning in a mirror; photographs do not.
        return new(images, images.ImageShape, images.Classes, columns, () =>
            torch.arange(columns), Mirror: images.Channels == 3) { Images = images };
    }

    /// <summary>Images as latents of a VAE, and their classes.</summary>
    public static Lesson OfLatents(LabelledImages images, Vae vae) => Of(images) with
    {
        Data = LatentData.Of(vae, images), ImageShape = vae.Sizes.LatentShape(), Mirror = false, Autoencoder = vae,
    };

    /// <summary>Scenes and their sentences; the pictures show held-out ones.</summary>
    public static Lesson OfScenes()
    {
        const int Columns = 8;
        var heldOut = SceneData.HeldOut();
        return new(SceneData.Training(), SceneData.ImageShape, [], Columns,
            () => SceneWords.Vocabulary.Encode([.. Enumerable.Range(0, Columns).Select(heldOut.SentenceAt)]),
                Mirror: false);
    }
}
