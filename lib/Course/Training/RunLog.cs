using System.Globalization;
using Diffusion;
using Diffusion.Notebooks;
using Files;

namespace Course.Training;

/// <summary>What a run says while it runs, and its losses, as a table and as a picture in its folder.</summary>
/// <param name="folder">The run's.</param>
/// <param name="title">Of the picture.</param>
/// <param name="unit">What the loss is.</param>
/// <param name="output">Where a line is written from time to time.</param>
internal sealed class RunLog(RunFolder folder, string title, string unit, TextWriter output)
{
    private const int Window = 100;
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);
    private readonly List<(int Step, double Loss)> losses = [];
    private DateTime spoken = DateTime.MinValue;

    private string LossPath => folder.PathOf("loss.csv");

    /// <summary>Follows a run to its end, or until it is cancelled; in both cases everything is saved.</summary>
    /// <param name="steps">The run's.</param>
    /// <param name="taken">How many steps were taken before.</param>
    /// <param name="every">Steps between two checkpoints.</param>
    /// <param name="save">Makes one.</param>
    /// <param name="cancel">Ends it between two steps.</param>
    /// <returns>Whether it came to the end.</returns>
    public bool Follow(IEnumerable<TrainingStep> steps, int taken, int every, Action save, CancellationToken cancel)
    {
        WriteHead();
        TrainingStep? last = null;
        foreach (var step in steps)
        {
            last = step;
            Add(step);
            if (step.Number % every == 0) save();
            if (cancel.IsCancellationRequested) break;
        }
        if (last is null)
        {
            output.WriteLine($"Nothing is left to do: {taken} steps are taken.");
            return true;
        }
        Write(last);
        if (last.Number % every != 0) save();
        output.WriteLine(last.Progress < 1 ? $"Stopped. --resume goes on. {folder.Path}" : $"Done: {folder.Model}");
        return last.Progress >= 1;
    }

    private void WriteHead() => output.WriteLine($"{"step",8} {"loss",8} {"images/s",9} {"elapsed",9} {"left",9}");

    /// <summary>Keeps a step's loss; says it if nothing was said for a while.</summary>
    private void Add(TrainingStep step)
    {
        losses.Add((step.Number, step.Loss));
        if (DateTime.UtcNow - spoken <= Pause) return;
        Write(step);
        spoken = DateTime.UtcNow;
    }

    private void Write(TrainingStep step)
    {
        var mean = losses.TakeLast(Window).Average(loss => loss.Loss);
        var left = step.Progress > 0 ? step.Elapsed * ((1 - step.Progress) / step.Progress) : TimeSpan.Zero;
        output.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{step.Number,8} {mean,8:0.0000} {step.ImagesPerSecond,9:0} {step.Elapsed,9:h\\:mm\\:ss} "
            + $"{left,9:h\\:mm\\:ss}"));
    }

    /// <summary>Writes the table of losses.</summary>
    public void Save() => WholeFile.Write(LossPath, string.Join('\n', losses
        .Select(loss => string.Create(CultureInfo.InvariantCulture, $"{loss.Step},{loss.Loss:R}")).Prepend("step,loss")
        .Append("")));

    /// <summary>Draws them.</summary>
    public void SavePicture()
    {
        var smooth = losses.Chunk(Math.Max(1, losses.Count / 200))
            .Select(part => (Step: (double)part[^1].Step, Loss: part.Average(loss => loss.Loss))).ToArray();
        Figure.Lines(title, x: "step", y: unit)
            .Add("loss", smooth.Select(point => point.Step).ToArray(), smooth.Select(point => point.Loss).ToArray())
            .SavePng(folder.PathOf("loss.png"));
    }

    /// <summary>
    /// A resumed run goes on with the losses up to its checkpoint; later ones were lost with the process.
    /// </summary>
    public void Read(int until)
    {
        if (!File.Exists(LossPath)) return;
        foreach (var line in File.ReadLines(LossPath).Skip(1))
            if (line.Split(',') is [var step, var loss] && int.TryParse(step, out var number) && number <= until
                && double.TryParse(loss, CultureInfo.InvariantCulture, out var value))
                losses.Add((number, value));
    }
}
