using System.Globalization;
using Diffusion;
using Diffusion.Notebooks;
using TorchSharp;

namespace Course.Training;

/// <summary>Trains a VAE: its folder holds the checkpoint to resume from, the VAE, and garments beside their copies.</summary>
internal sealed class VaeRun(TrainingPlan plan, string folder, TextWriter output)
{
    private const int Shown = 10, Measured = 10_000;
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);

    private string CheckpointPath => Path.Combine(folder, "checkpoint.safetensors");

    private string ModelPath => Path.Combine(folder, "vae.safetensors");

    /// <summary>Trains to the end, or until it is cancelled; in both cases everything is saved.</summary>
    /// <returns>Whether it came to the end.</returns>
    public bool Run(bool resume, CancellationToken cancel)
    {
        if (File.Exists(CheckpointPath) && !resume)
            throw new UsageException($"'{folder}' holds a run already. --resume goes on with it, --output names another folder.");
        if (resume && !File.Exists(CheckpointPath)) throw new UsageException($"There is nothing to resume in '{folder}'.");
        if (plan.Data == TrainingPlan.Scenes)
            throw new UsageException($"'{TrainingPlan.Scenes}' are painted anew at each step; a VAE learns images with classes: mnist, fashion, cifar10.");
        Directory.CreateDirectory(folder);
        ProcessMemory.KeepFreedBlocks();
        var (data, unseen) = plan.LoadSplit(new DownloadLine(output), output.WriteLine);
        torch.manual_seed((long)plan.Seed);
        using var vae = new Vae(VaeSizes.Garments with { ImageChannels = data.Channels, ImageSize = data.Width });
        using var onlooker = Onlooker(data);
        using var trainer = new VaeTrainer(
            vae, data, new() { BatchSize = plan.Batch, LearningRate = plan.LearningRate, Seed = plan.Seed }, onlooker);
        if (resume) trainer.Resume(CheckpointPath);
        output.WriteLine($"{data}; VAE with {vae.ParameterCount:N0} parameters, {torch.get_num_threads()} thread(s){(resume ? $", from step {trainer.StepsTaken}" : "")}");
        output.WriteLine($"{"step",8} {"loss",8} {"error",8} {"nats",8} {"elapsed",9}");
        var spoken = DateTime.MinValue;
        VaeStep? last = null;
        foreach (var step in plan.Minutes is { } minutes ? trainer.Train(TimeSpan.FromMinutes(minutes)) : trainer.Train(plan.Steps!.Value))
        {
            last = step;
            if (DateTime.UtcNow - spoken > Pause)
            {
                output.WriteLine(Line(step));
                spoken = DateTime.UtcNow;
            }
            if (step.Number % plan.Every == 0) Save(trainer, data, unseen);
            if (cancel.IsCancellationRequested) break;
        }
        if (last is null)
        {
            output.WriteLine($"Nothing is left to do: {trainer.StepsTaken} steps are taken.");
            return true;
        }
        output.WriteLine(Line(last));
        if (last.Number % plan.Every != 0) Save(trainer, data, unseen);
        output.WriteLine(last.Progress < 1 ? $"Stopped. --resume goes on. {folder}" : $"Done: {ModelPath}");
        return last.Progress >= 1;
    }

    private static FeatureClassifier? Onlooker(LabelledImages data) => data.Name switch
    {
        "MNIST" => Pretrained.MnistClassifier(),
        "Fashion-MNIST" => Pretrained.FashionClassifier(),
        "CIFAR-10" => Pretrained.Cifar10Classifier(),
        _ => null,
    };

    private void Save(VaeTrainer trainer, LabelledImages data, LabelledImages unseen)
    {
        using var scope = torch.NewDisposeScope();
        using var noGrad = torch.no_grad();
        trainer.Save(CheckpointPath);
        trainer.Averaged.MeasureScale(data.Take(Measured).Images());
        var images = unseen.Take(1000).Images();
        var copies = trainer.Averaged.Reconstruct(images);
        var error = (copies - images).square().mean().item<float>();
        output.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{trainer.StepsTaken,8} checkpoint: squared error of 1,000 unseen images {error:0.00000}, latents scaled by {trainer.Averaged.Scale:0.0000}"));
        trainer.Averaged.Save(ModelPath, torch.ScalarType.Float16, new Dictionary<string, string>
        {
            ["data"] = data.ToString(),
            ["steps"] = trainer.StepsTaken.ToString(CultureInfo.InvariantCulture),
            ["batch"] = plan.Batch.ToString(CultureInfo.InvariantCulture),
            ["seed"] = plan.Seed.ToString(CultureInfo.InvariantCulture),
            ["error of unseen"] = error.ToString("0.00000", CultureInfo.InvariantCulture),
        });
        ImageGrid.FilmStrip([("image", images.narrow(0, 0, Shown)), ("copy", copies.narrow(0, 0, Shown))])
            .SavePng(Path.Combine(folder, $"copies-{trainer.StepsTaken:000000}.png"));
    }

    private static string Line(VaeStep step) => string.Create(CultureInfo.InvariantCulture,
        $"{step.Number,8} {step.Loss,8:0.0000} {step.Error,8:0.0000} {step.Divergence,8:0.000} {step.Elapsed,9:h\\:mm\\:ss}");
}
