using TorchSharp;
using static TorchSharp.torch;

namespace Diffusion.Tests;

/// <summary>A GPU computes what the processor does. Skipped where there is none.</summary>
public sealed class GpuTests : IDisposable
{
    private readonly bool tensorFloat = backends.cudnn.allow_tf32;

    public GpuTests()
    {
        if (!cuda_is_available())
            Assert.Skip(
                $"There is no CUDA device, or no libtorch for it ({NativeLibraries.FolderVariable} can name one).");
        // 10 bits of a number, which is right for training, and too few to compare.
        backends.cudnn.allow_tf32 = false;
    }

    public static TheoryData<string> Samplers => [.. AllSamplers.ByName.Keys];

    public void Dispose()
    {
        if (cuda_is_available()) backends.cudnn.allow_tf32 = tensorFloat;
    }

    [Theory]
    [MemberData(nameof(Samplers))]
    public void ASeedDrawsTheSame(string name)
    {
        using var scope = NewDisposeScope();
        var mixture = new GaussianMixtureDenoiser([0.3, 0.7], [-1.0, 0.8], [0.25, 0.15]);
        var levels = TimestepSpacing.Trailing(NoiseSchedule.Linear(), 12);
        Tensor On(Device device)
        {
            using var generator = new Generator(3);
            var start = randn([64, 1], ScalarType.Float64, generator: generator);
            return AllSamplers.ByName[name].Run(mixture, start.to(device), levels, generator).cpu();
        }
        Assert.Equal(0, (On(CUDA) - On(CPU)).abs().max().item<double>(), 1e-7);
    }

    [Theory]
    [InlineData("unet")]
    [InlineData("dit")]
    [InlineData("words")]
    [InlineData("dit with words")]
    public void TrainingTakesTheSameSteps(string kind)
    {
        double[] On(Device device)
        {
            using var scope = NewDisposeScope();
            var (network, data) = Pupil(kind);
            using var trainer = new Trainer(
                network, data, NoiseSchedule.Cosine(), new() { BatchSize = 8, WarmUpSteps = 2, Mirror = true }, device);
            double[] losses = [.. trainer.Train(5).Select(step => step.Loss)];
            using var noise = ones([4, 1, 8, 8], device: device);
            using var drawn = new Ddim().Run(trainer.Denoiser, noise, TimestepSpacing.Trailing(trainer.Schedule, 4));
            return [.. losses, drawn.mean().item<float>(), drawn.std().item<float>()];
        }
        var (here, there) = (On(CPU), On(CUDA));
        foreach (var (a, b) in here.Zip(there)) Assert.InRange(b / a, 0.995, 1.005);
    }

    [Theory]
    [InlineData(ScalarType.Float32)]
    [InlineData(ScalarType.BFloat16)]
    public void ARunIsSavedAndGoesOnWithTheSameBits(ScalarType type)
    {
        var path = Path.GetTempFileName();
        try
        {
            using var scope = NewDisposeScope();
            Trainer Create()
            {
                var (network, data) = Pupil("unet");
                return new(network, data, NoiseSchedule.Cosine(), new() { BatchSize = 8, ComputeType = type }, CUDA);
            }
            using var whole = Create();
            foreach (var step in whole.Train(6)) if (step.Number == 3) whole.Save(path);
            using var parts = Create();
            parts.Resume(path);
            foreach (var _ in parts.Train(6)) { }
            foreach (var (a, b) in whole.Averaged.parameters().Zip(parts.Averaged.parameters()))
                Assert.Equal(0, (a - b).abs().max().item<float>(), 1e-6f);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Theory]
    [InlineData("consistency")]
    [InlineData("matching")]
    [InlineData("regression")]
    public void StudentsLearnTheSame(string method)
    {
        double[] On(Device device)
        {
            using var scope = NewDisposeScope();
            using var teacher = Pretrained.Mnist().To(device);
            var (student, fake) = (teacher.Network.Copy(), teacher.Network.Copy());
            manual_seed(1);
            var images = new TensorData(rand(16, 1, 28, 28) * 2 - 1, arange(16).remainder(10).to(ScalarType.Int64));
            var source = new NetworkTeacher(teacher, 1.5);
            DistillationOptions common = new() { BatchSize = 4, WarmUpSteps = 1 };
            using Distillation school = method switch
            {
                "consistency" => new ConsistencyDistillation(
                    student, teacher.Prediction, teacher.Schedule, images, source, new() { BatchSize = 4 }, device),
                "matching" => new DistributionMatching(
                    student, fake, teacher.Prediction, source, [1, 28, 28], new() { BatchSize = 4 }, device: device),
                _ => new NoiseRegression(student, teacher.Prediction, teacher.Schedule,
                    new TensorData(rand([16, 2, 1, 28, 28]), arange(16).remainder(10).to(ScalarType.Int64)),
                    common, device),
            };
            return [.. school.Train(3).Select(step => step.Loss)];
        }
        foreach (var (a, b) in On(CPU).Zip(On(CUDA))) Assert.InRange(b / a, 0.99, 1.01);
    }

    [Fact]
    public void ImagesAreMeasuredTheSame()
    {
        using var scope = NewDisposeScope();
        manual_seed(1);
        var (real, drawn) = (randn(200, 1, 6, 6), randn(200, 1, 6, 6) * 1.1 + 0.1);
        double[] On(Device device)
        {
            var (a, b) = (real.to(device), drawn.to(device));
            var copies = CopyCheck.Of(b, a, 0.05);
            var quality = PrecisionRecall.Between(a, b);
            return
            [
                FrechetDistance.Between(a.flatten(1), b.flatten(1)), EnergyDistance.Between(a, b),
                SlicedWasserstein.Between(a.flatten(1), b.flatten(1), generator: new Generator(2)),
                quality.Precision, quality.Recall, copies.Threshold, copies.Distances.Sum(),
                PrincipalComponents.Of(a).Variances[0],
            ];
        }
        foreach (var (a, b) in On(CPU).Zip(On(CUDA))) Assert.Equal(a, b, Math.Abs(a) * 1e-6);
    }

    [Fact]
    public void TheIdealDenoiserAnswersTheSame()
    {
        using var scope = NewDisposeScope();
        var images = Digits8x8.Load().Take(200).Images();
        var x = images[..8] * 0.7 + 0.7;
        var level = NoiseSchedule.Cosine()[500];
        var here = new DatasetDenoiser(images).Denoise(x, level).X0;
        var there = new DatasetDenoiser(images.cuda()).Denoise(x.cuda(), level).X0.cpu();
        Assert.Equal(0, (here - there).abs().max().item<float>(), 1e-4f);
        using var generator = new Generator(1);
        Assert.Equal([8, 5], new DatasetDenoiser(images.cuda()).Weigh(x.cuda(), level).Draw(5, generator).shape);
    }

    [Fact]
    public void LatentsAreDecodedTheSame()
    {
        double[] On(Device device)
        {
            using var scope = NewDisposeScope();
            using var model = Pretrained.FashionLatent().To(device);
            var noise = model.Noise(4, seed: 1);
            var latents = new Ddim().Run(model.DenoiserFor(tensor(new long[] { 0, 1, 2, 3 }, device: device), 2), noise,
                TimestepSpacing.Trailing(model.Schedule, 5));
            var pictures = model.ToImages(latents);
            return [pictures.mean().item<float>(), pictures.std().item<float>()];
        }
        foreach (var (a, b) in On(CPU).Zip(On(CUDA))) Assert.InRange(b / a, 0.998, 1.002);
    }

    /// <summary>A network that a test can train, always the same, and something to learn.</summary>
    private static (DenoisingNetwork Network, ITrainingData Data) Pupil(string kind)
    {
        manual_seed(1);
        var classes = arange(32).remainder(4).to(ScalarType.Int64);
        var digits = new TensorData(rand(32, 1, 8, 8) * 2 - 1, classes);
        var words = new TensorData(
            rand(32, 1, 8, 8) * 2 - 1, ones([32, 5], ScalarType.Int64) + arange(5).remainder(3).to(ScalarType.Int64));
        string[] known = ["a", "red", "blue", "boot", "bag"];
        return kind switch
        {
            "unet" => (new UNet(new()
            {
                BaseChannels = 16, Multipliers = [1, 2], AttentionLevels = [1], Classes = 4, Dropout = 0
            }), digits),
            "dit" => (new DiT(new() { ImageSize = 8, Width = 16, Depth = 2, Classes = 4 }), digits),
            "words" => (new UNet(new()
            {
                BaseChannels = 16, Multipliers = [1, 2], AttentionLevels = [1], ContextSize = 8, Words = known,
                LongestText = 5, TextBlocks = 1,
            }), words),
            "dit with words" => (new DiT(new()
            {
                ImageSize = 8, Width = 16, Depth = 2, Heads = 2, ContextSize = 8, Words = known, LongestText = 5,
                TextBlocks = 1,
            }), words),
            _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "No such pupil."),
        };
    }
}
