using System.Globalization;
using Diffusion;
using Diffusion.Notebooks;
using TorchSharp;

namespace Course.Training;

/// <summary>
/// One run of <c>course distill</c> and its folder, like <see cref="TrainingRun"/>'s: the checkpoint to resume from,
/// the student to draw with, a picture of samples for each checkpoint, the losses.
/// </summary>
internal sealed class DistillationRun(DistillationPlan plan, RunFolder folder, torch.Device device, TextWriter output)
{
    private readonly RunLog log = new(folder, "Distillation loss", "loss", output);

    /// <summary>Trains to the end, or until it is cancelled; in both cases everything is saved.</summary>
    /// <returns>Whether it came to the end.</returns>
    public bool Run(bool resume, CancellationToken cancel)
    {
        folder.Open(resume);
        var images = TrainingPlan.ForData(plan.Data).LoadData(new DownloadLine(output), output.WriteLine);
        using var judge = plan.Judged ? Judge.For(images) : null;
        using var teacher = DistillationPlan.Teachers[plan.Data]().To(device);
        using var student = teacher.Network.Copy();
        using var fake = teacher.Network.Copy();
        using var distillation = plan.Create(teacher, student, fake, images, device);
        if (resume)
        {
            distillation.Resume(folder.Checkpoint);
            log.Read(distillation.StepsTaken);
        }
        output.WriteLine(
            $"{images}; {plan.Method}, {student.Architecture} with {student.ParameterCount:N0} parameters on "
                + $"{device.type.ToString().ToLowerInvariant()}, {student.ComputeType.ToString().ToLowerInvariant()}, "
                + $"{torch.get_num_threads()} thread(s){(resume ? $", from step {distillation.StepsTaken}" : "")}");
        var steps = plan.Minutes is { } minutes
            ? distillation.Train(TimeSpan.FromMinutes(minutes))
            : distillation.Train(plan.Steps!.Value);
        return log.Follow(steps, distillation.StepsTaken, plan.Every, () => Save(distillation, images, judge), cancel);
    }

    private void Save(Distillation distillation, LabelledImages images, Judge? judge)
    {
        // The losses first: a run that is killed in between has more of them than steps, and forgets the last ones.
        log.Save();
        distillation.Save(folder.Checkpoint);
        var story = new Dictionary<string, string>
        {
            ["data"] = $"{images}",
            ["steps"] = distillation.StepsTaken.ToString(CultureInfo.InvariantCulture),
            ["batch"] = plan.Batch.ToString(CultureInfo.InvariantCulture),
            ["seed"] = plan.Seed.ToString(CultureInfo.InvariantCulture),
            ["guidance"] = plan.Guidance.ToString(CultureInfo.InvariantCulture),
            ["calls"] = Calls(distillation).ToString(CultureInfo.InvariantCulture),
        };
        var model = distillation.Model(images.ImageShape, images.Classes, story);
        model.Save(folder.Model, torch.ScalarType.Float16);
        if (judge?.Measure(model) is { } quality)
            output.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{distillation.StepsTaken,8} checkpoint: {quality.ReadAsAsked:P1} read as asked, Fréchet distance "
                + $"{quality.Distance:0.0}"));
        SavePictures(distillation, model);
    }

    /// <summary>How often networks were asked in all: with what the pairs of a regression cost.</summary>
    private long Calls(Distillation distillation) => distillation.Calls
        + (plan.Method == "regression"
            ? (long)plan.Pairs * DistillationPlan.PairSteps * (plan.Guidance == 1 ? 1 : 2)
            : 0);

    private void SavePictures(Distillation distillation, TrainedModel model)
    {
        using var scope = torch.NewDisposeScope();
        var (columns, rows) = (model.Network.Classes, 4);
        var asked = torch.arange(columns * rows).remainder(columns).to(torch.ScalarType.Int64, device);
        var drawn = new Consistency().Run(
            model.DenoiserFor(asked), model.Noise(columns * rows, plan.Seed),
            TimestepSpacing.Trailing(model.Schedule, 1));
        new ImageGrid(drawn.cpu(), columns).SavePng(folder.PathOf($"samples-{distillation.StepsTaken:000000}.png"));
        log.SavePicture();
    }
}
