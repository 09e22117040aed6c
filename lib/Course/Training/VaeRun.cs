using System.Globalization;
using Diffusion;
using Diffusion.Notebooks;
using TorchSharp;

namespace Course.Training;

/// <summary>
/// Trains a VAE: its folder holds the checkpoint to resume from, the VAE, and garments beside their copies.
/// </summary>
internal sealed class VaeRun(TrainingPlan plan, RunFolder folder, TextWriter output)
{
    private const int Shown = 10, Measured = 10_000;
    private readonly RunLog log = new(folder, "Training loss", "error and weighted divergence", output);

    /// <summary>Trains to the end, or until it is cancelled; in both cases everything is saved.</summary>
    /// <returns>Whether it came to the end.</returns>
    public bool Run(bool resume, CancellationToken cancel)
    {
        if (plan.Data == TrainingPlan.Scenes)
            throw new UsageException(
                $"'{TrainingPlan.Scenes}' are painted anew at each step; a VAE learns images with classes.");
        folder.Open(resume);
        var (data, unseen) = plan.LoadSplit(new DownloadLine(output), output.WriteLine);
        torch.manual_seed((long)plan.Seed);
        using var vae = new Vae(VaeSizes.Garments with { ImageChannels = data.Channels, ImageSize = data.Width });
        using var onlooker = Judge.Classifier(data);
        using var trainer = new VaeTrainer(
            vae, data, new() { BatchSize = plan.Batch, LearningRate = plan.LearningRate, Seed = plan.Seed }, onlooker);
        if (resume)
        {
            trainer.Resume(folder.Checkpoint);
            log.Read(trainer.StepsTaken);
        }
        output.WriteLine(
            $"{data}; VAE with {vae.ParameterCount:N0} parameters, {torch.get_num_threads()} "
            + $"thread(s){(resume ? $", from step {trainer.StepsTaken}" : "")}");
        var steps = plan.Minutes is { } minutes
            ? trainer.Train(TimeSpan.FromMinutes(minutes))
            : trainer.Train(plan.Steps!.Value);
        return log.Follow(steps, trainer.StepsTaken, plan.Every, () => Save(trainer, data, unseen), cancel);
    }

    private void Save(VaeTrainer trainer, LabelledImages data, LabelledImages unseen)
    {
        using var scope = torch.NewDisposeScope();
        using var noGrad = torch.no_grad();
        // The losses first: a run that is killed in between has more of them than steps, and forgets the last ones.
        log.Save();
        trainer.Save(folder.Checkpoint);
        trainer.Averaged.MeasureScale(data.Take(Measured).Images());
        var images = unseen.Take(1000).Images();
        var copies = trainer.Averaged.Reconstruct(images);
        var error = (copies - images).square().mean().item<float>();
        output.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{trainer.StepsTaken,8} checkpoint: squared error of 1,000 unseen images {error:0.00000}, latents scaled "
            + $"by {trainer.Averaged.Scale:0.0000}"));
        trainer.Averaged.Save(folder.Model, torch.ScalarType.Float16, new Dictionary<string, string>
        {
            ["data"] = data.ToString(),
            ["steps"] = trainer.StepsTaken.ToString(CultureInfo.InvariantCulture),
            ["batch"] = plan.Batch.ToString(CultureInfo.InvariantCulture),
            ["seed"] = plan.Seed.ToString(CultureInfo.InvariantCulture),
            ["error of unseen"] = error.ToString("0.00000", CultureInfo.InvariantCulture),
        });
        ImageGrid.FilmStrip([("image", images.narrow(0, 0, Shown)), ("copy", copies.narrow(0, 0, Shown))])
            .SavePng(folder.PathOf($"copies-{trainer.StepsTaken:000000}.png"));
        log.SavePicture();
    }
}
