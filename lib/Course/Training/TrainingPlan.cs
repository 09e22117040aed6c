using Diffusion;
using Diffusion.Notebooks;
using TorchSharp;

namespace Course.Training;

/// <summary>What <c>course train</c> was asked to do.</summary>
/// <param name="Data">mnist, fashion, cifar10, digits, or the path of a folder or zip file of images.</param>
/// <param name="Network">unet or dit.</param>
/// <param name="Steps">How many steps in all; null where <paramref name="Minutes"/> decides.</param>
/// <param name="Minutes">For how long in all.</param>
/// <param name="Batch">Images a step.</param>
/// <param name="LearningRate">At its largest.</param>
/// <param name="Seed">Of weights, order and noise.</param>
/// <param name="Every">Steps between checkpoints.</param>
/// <param name="ImageSize">Width and height that the images of a folder get.</param>
/// <param name="Float32">Not to use bfloat16 where the processor is fast at it.</param>
internal sealed record TrainingPlan(
    string Data, string Network, int? Steps, double? Minutes, int Batch, double LearningRate, ulong Seed, int Every, int ImageSize, bool Float32)
{
    /// <summary>The images to learn.</summary>
    public LabelledImages LoadData(IProgress<DownloadProgress> progress, Action<string> say)
    {
        var store = new DatasetStore(progress);
        switch (Data)
        {
            case "digits": return Digits8x8.Load();
            case "mnist": return store.Mnist();
            case "cifar10": return store.Cifar10();
            case "fashion":
                try
                {
                    return store.FashionMnist();
                }
                catch (IOException e)
                {
                    say($"{e.Message} The embedded 10,000 images are used.");
                    return DatasetStore.EmbeddedFashionMnist();
                }
            default:
                if (!Directory.Exists(Data) && !File.Exists(Data))
                    throw new UsageException($"'{Data}' is neither mnist, fashion, cifar10 or digits nor a folder or zip file of images.");
                return ImageFolder.Load(Data, 3, ImageSize, ImageFiles.Decode);
        }
    }

    /// <summary>A network for those images, its weights drawn from the seed.</summary>
    public DenoisingNetwork CreateNetwork(LabelledImages data)
    {
        torch.manual_seed((long)Seed);
        var classes = data.Classes.Count;
        if (Network == "dit")
            return new DiT(new() { ImageChannels = data.Channels, ImageSize = data.Width, Patch = data.Width >= 16 ? 4 : 2, Classes = classes });
        var sizes = data.Width < 16 ? UNetSizes.Digits8x8 : data.Width <= 28 ? UNetSizes.Mnist : UNetSizes.Cifar10;
        return new UNet(sizes with { ImageChannels = data.Channels, Classes = classes });
    }

    /// <summary>The recipe: rectified flow, which learns fastest at these sizes.</summary>
    public TrainingOptions Options(LabelledImages data, torch.Device device) => new()
    {
        Prediction = Prediction.Flow,
        BatchSize = Batch,
        LearningRate = LearningRate,
        EmaDecay = 0.998,
        Seed = Seed,
        // Digits and letters lose their meaning in a mirror; photographs do not.
        Mirror = data.Channels == 3,
        ComputeType = Float32 ? torch.ScalarType.Float32 : Processor.BestComputeType(device),
    };
}
