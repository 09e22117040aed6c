using Diffusion;
using Diffusion.Notebooks;
using TorchSharp;

namespace Course.Training;

/// <summary>What <c>course train</c> was asked to do.</summary>
/// <param name="Data">A key of <see cref="DatasetCatalogue"/>, or the path of a folder or zip file of images.</param>
/// <param name="Network">unet, dit, bag, classifier or vae.</param>
/// <param name="Steps">How many steps in all; null where <paramref name="Minutes"/> decides.</param>
/// <param name="Minutes">For how long in all.</param>
/// <param name="Batch">Images a step.</param>
/// <param name="LearningRate">At its largest.</param>
/// <param name="Seed">Of weights, order and noise.</param>
/// <param name="Every">Steps between checkpoints.</param>
/// <param name="ImageSize">Width and height that the images of a folder get.</param>
/// <param name="Float32">Not to use bfloat16 where this machine is faster with it.</param>
/// <param name="Judged">Whether to measure drawn images at each checkpoint.</param>
/// <param name="Latent">
/// The file of the VAE whose latents are learned; "": the course's own; null: the images themselves.
/// </param>
internal sealed record TrainingPlan(
    string Data, string Network, int? Steps, double? Minutes, int Batch, double LearningRate, ulong Seed, int Every,
    int ImageSize, bool Float32,
    bool Judged = false, string? Latent = null)
{
    /// <summary>The data that are told in sentences.</summary>
    public const string Scenes = "scenes";

    /// <summary>The plan with nothing said but the images.</summary>
    public static TrainingPlan ForData(string data) =>
        new(data, "unet", null, null, 32, 2e-3, 1, 500, 32, Float32: true);

    /// <summary>The images to learn.</summary>
    public LabelledImages LoadData(IProgress<DownloadProgress> progress, Action<string> say) =>
        Entry?.Load(new DatasetStore(progress), say) ?? LoadFolder();

    /// <summary>What to learn.</summary>
    public Lesson LoadLesson(IProgress<DownloadProgress> progress, Action<string> say) =>
        Data == Scenes ? Lesson.OfScenes()
        : Latent is null ? Lesson.Of(LoadData(progress, say))
        : Lesson.OfLatents(LoadData(progress, say), LoadVae());

    private DatasetEntry? Entry => DatasetCatalogue.Find(Data);

    private Vae LoadVae()
    {
        if (Latent == "" && Entry?.Autoencoder is null)
            throw new UsageException("The course has a VAE for "
                + string.Join(", ",
                    DatasetCatalogue.All.Where(entry => entry.Autoencoder is not null).Select(entry => entry.Key))
                + $" only. For '{Data}' train one with --network vae and name its file: --latent FILE.");
        try
        {
            return Latent == "" ? Entry!.Autoencoder!() : VaeFile.Load(Latent!);
        }
        catch (Exception e) when (e is IOException or InvalidDataException or UnauthorizedAccessException)
        {
            throw new UsageException($"'{Latent}' cannot be read as a VAE: {e.Message}");
        }
    }

    /// <summary>The images to learn, and others to test with: the data set's own, else each tenth image.</summary>
    public (LabelledImages Data, LabelledImages Unseen) LoadSplit(
        IProgress<DownloadProgress> progress, Action<string> say)
    {
        if (Data == Scenes)
            return (SceneJudge.Examples(SceneData.Training(12_000)), SceneJudge.Examples(SceneData.HeldOut(2_000)));
        return Entry?.LoadSplit(new DatasetStore(progress), say) ?? LoadFolder().Split();
    }

    private LabelledImages LoadFolder()
    {
        if (!Directory.Exists(Data) && !File.Exists(Data))
            throw new UsageException(
                $"'{Data}' is neither {string.Join(", ", DatasetCatalogue.All.Select(entry => entry.Key))} "
                    + "nor a folder or zip file of images.");
        return ImageFolder.Load(Data, 3, ImageSize, ImageFiles.Decode);
    }

    /// <summary>A network for those images, its weights drawn from the seed.</summary>
    public DenoisingNetwork CreateNetwork(Lesson lesson)
    {
        torch.manual_seed((long)Seed);
        var (channels, width, classes) = ((int)lesson.ImageShape[0], (int)lesson.ImageShape[2], lesson.Classes.Count);
        if (Data == Scenes)
        {
            return Network switch
            {
                "unet" => new UNet(UNetSizes.Scenes),
                "bag" => new UNet(UNetSizes.Scenes with { TextBlocks = 0, WordOrder = false }),
                "dit" => new DiT(DiTSizes.Scenes),
                _ => throw new UsageException(
                    "Sentences are read by --network unet or dit, or by bag, a U-Net that is not told their order."),
            };
        }
        if (Latent is not null)
        {
            return Network switch
            {
                "unet" => new UNet(UNetSizes.Latents with { ImageChannels = channels, Classes = classes }),
                "dit" =>
                    new DiT(DiTSizes.Latents with { ImageChannels = channels, ImageSize = width, Classes = classes }),
                _ => throw new UsageException("Latents are learned by --network unet or dit."),
            };
        }
        if (Network == "bag")
            throw new UsageException($"--network bag reads the sentences of '{Scenes}'; '{Data}' has classes.");
        if (Network == "dit")
            return new DiT(DiTSizes.Cifar10 with
            {
                ImageChannels = channels, ImageSize = width, Patch = width >= 16 ? 4 : 2, Classes = classes,
            });
        var sizes = width < 16 ? UNetSizes.Digits8x8 : width <= 28 ? UNetSizes.Mnist : UNetSizes.Cifar10;
        return new UNet(sizes with { ImageChannels = channels, Classes = classes });
    }

    /// <summary>The recipe: rectified flow, which learns fastest at these sizes.</summary>
    public TrainingOptions Options(Lesson lesson, DenoisingNetwork network, torch.Device device) => new()
    {
        Prediction = Prediction.Flow,
        BatchSize = Batch,
        LearningRate = LearningRate,
        EmaDecay = 0.998,
        Seed = Seed,
        Mirror = lesson.Mirror,
        ComputeType = Float32
            ? torch.ScalarType.Float32
            : ComputeChoice.For(network, lesson.ImageShape, Batch, device).Type,
    };
}
