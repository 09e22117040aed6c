using System.Globalization;
using Diffusion;
using Diffusion.Notebooks;
using TorchSharp;

namespace Course.Training;

/// <summary>
/// One run and its folder: the checkpoint to resume from, the model to sample from, a picture of samples for each
/// checkpoint, the losses as a table and as a picture.
/// </summary>
internal sealed class TrainingRun(TrainingPlan plan, RunFolder folder, torch.Device device, TextWriter output)
{
    private readonly RunLog log = new(folder, "Training loss", "mean squared error", output);
    private Judge? judge;
    private string distances = "", distanceOfReal = "";

    /// <summary>Trains to the end, or until it is cancelled; in both cases everything is saved.</summary>
    /// <returns>Whether it came to the end.</returns>
    public bool Run(bool resume, CancellationToken cancel)
    {
        folder.Open(resume);
        using var lesson = plan.LoadLesson(new DownloadLine(output), output.WriteLine);
        var data = lesson.Data;
        using var judging = judge = plan.Judged
            ? (lesson.Images is { } images ? Judge.For(images) : null)
                ?? throw new UsageException(
                    $"There is no classifier for '{plan.Data}': --judge takes {string.Join(", ", Judge.Keys)}.")
            : null;
        if (judge is not null)
            distanceOfReal = judge.DistanceOfReal(plan.LoadSplit(new DownloadLine(output), output.WriteLine).Unseen)
                .ToString("0.0", CultureInfo.InvariantCulture);
        using var network = plan.CreateNetwork(lesson);
        var options = plan.Options(lesson, network, device);
        using var trainer = new Trainer(network, data, NoiseSchedule.Flow(), options, device);
        if (resume)
        {
            trainer.Resume(folder.Checkpoint);
            log.Read(trainer.StepsTaken);
            if (judge is not null && File.Exists(folder.Model)) ReadDistances(trainer.StepsTaken);
        }
        output.WriteLine(
            $"{(object?)lesson.Images ?? data}; {network.Architecture} with {network.ParameterCount:N0} parameters on "
                + $"{device.type.ToString().ToLowerInvariant()}, "
                + $"{trainer.Options.ComputeType.ToString().ToLowerInvariant()}, {torch.get_num_threads()} "
                + $"thread(s){(resume ? $", from step {trainer.StepsTaken}" : "")}");
        var steps = plan.Minutes is { } minutes
            ? trainer.Train(TimeSpan.FromMinutes(minutes))
            : trainer.Train(plan.Steps!.Value);
        return log.Follow(steps, trainer.StepsTaken, plan.Every, () => Save(trainer, lesson), cancel);
    }

    private void Save(Trainer trainer, Lesson lesson)
    {
        // The losses first: a run that is killed in between has more of them than steps, and forgets the last ones.
        log.Save();
        trainer.Save(folder.Checkpoint);
        var story = new Dictionary<string, string>
        {
            ["data"] = $"{(object?)lesson.Images ?? lesson.Data}",
            ["steps"] = trainer.StepsTaken.ToString(CultureInfo.InvariantCulture),
            ["batch"] = plan.Batch.ToString(CultureInfo.InvariantCulture),
            ["seed"] = plan.Seed.ToString(CultureInfo.InvariantCulture),
        };
        if (judge is not null)
        {
            var quality = judge.Measure(lesson.Model(trainer));
            output.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{trainer.StepsTaken,8} checkpoint: {quality.ReadAsAsked:P1} read as asked, Fréchet distance "
                + $"{quality.Distance:0.0} (real images {distanceOfReal})"));
            distances = string.Create(
                CultureInfo.InvariantCulture, $"{distances} {trainer.StepsTaken}:{quality.Distance:0.0}").Trim();
            (story["distances"], story["distance of real"]) = (distances, distanceOfReal);
        }
        lesson.Model(trainer, story).Save(folder.Model, torch.ScalarType.Float16);
        SavePictures(trainer, lesson);
    }

    private void SavePictures(Trainer trainer, Lesson lesson)
    {
        using var scope = torch.NewDisposeScope();
        var (columns, rows) = (lesson.Columns, 4);
        var asked = torch.cat([.. Enumerable.Repeat(lesson.Asked(), rows)]).to(trainer.Device);
        var model = lesson.Model(trainer);
        var noise = model.Noise(columns * rows, plan.Seed);
        var drawn = new Ddim().Run(trainer.DenoiserFor(asked, guidance: 2), noise,
            TimestepSpacing.Trailing(trainer.Schedule, 10));
        new ImageGrid(model.ToImages(drawn.cpu()), columns)
            .SavePng(folder.PathOf($"samples-{trainer.StepsTaken:000000}.png"));
        log.SavePicture();
    }

    /// <summary>What was measured before the checkpoint that the run goes on from.</summary>
    private void ReadDistances(int until)
    {
        using var model = TrainedModel.Load(folder.Model);
        var pairs = model.Story.GetValueOrDefault("distances", "").Split(' ', StringSplitOptions.RemoveEmptyEntries);
        distances = string.Join(
            ' ', pairs.Where(pair => int.Parse(pair.Split(':')[0], CultureInfo.InvariantCulture) <= until));
    }
}
