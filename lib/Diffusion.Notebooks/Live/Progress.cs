namespace Diffusion.Notebooks;

/// <summary>
/// A live progress bar for a long loop: steps done, loss, steps a second, time left. It replaces itself in place; when
/// the loop has ended it keeps only what is the same at every run: steps and loss.
/// </summary>
/// <example><code>
/// foreach (var step in Progress.Over("training", trainer.Run(), total: 1000, step => step.Loss))
///     losses.Add(step.Loss);
/// </code></example>
public sealed class Progress
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    private readonly string what, unit;
    private readonly int total;
    private readonly TimeProvider time;
    private readonly ILiveDisplay display;
    private readonly long start;
    private long shown;
    private int done;
    private double? loss;

    /// <summary>Starts a progress bar and shows it.</summary>
    /// <param name="what">What is going on, as one or two words.</param>
    /// <param name="total">How many steps there will be.</param>
    /// <param name="show">
    /// Shows an object and returns a handle with a method <c>Update(object)</c>, such as <c>x => display(x)</c>.
    /// Null: the display of the notebook kernel this runs in; without a kernel, lines on the console.
    /// </param>
    /// <param name="time">The clock; null: the system's.</param>
    /// <param name="unit">What is counted, in the plural.</param>
    public Progress(string what, int total, Func<object, object?>? show = null, TimeProvider? time = null,
        string unit = "steps")
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(total, 1);
        (this.what, this.unit, this.total, this.time) = (what, unit, total, time ?? TimeProvider.System);
        display = LiveDisplay.Find(show);
        start = shown = this.time.GetTimestamp();
        display.Show(Bar());
    }

    /// <summary>Goes through a sequence and shows how far it is.</summary>
    /// <param name="what">What is going on, as one or two words.</param>
    /// <param name="steps">The sequence: a training run, a sampler, a range.</param>
    /// <param name="total">How many items it has.</param>
    /// <param name="loss">The number to show for an item; null: none.</param>
    /// <param name="show">See the constructor.</param>
    /// <param name="unit">What is counted, in the plural: networks, rounds.</param>
    public static IEnumerable<T> Over<T>(string what, IEnumerable<T> steps, int total, Func<T, double>? loss = null,
        Func<object, object?>? show = null, string unit = "steps")
    {
        var progress = new Progress(what, total, show, unit: unit);
        var count = 0;
        try
        {
            foreach (var step in steps)
            {
                yield return step;
                progress.Report(++count, loss?.Invoke(step));
            }
        }
        finally
        {
            progress.Finish();
        }
    }

    /// <summary>Says how far the loop is.</summary>
    /// <param name="done">Steps done so far.</param>
    /// <param name="loss">The loss at this step, if there is one.</param>
    /// <exception cref="ThreadInterruptedException">The thread was asked to stop.</exception>
    /// <exception cref="OperationCanceledException">The cell was asked to stop.</exception>
    public void Report(int done, double? loss = null)
    {
        Interruption.Point();
        (this.done, this.loss) = (done, loss ?? this.loss);
        if (time.GetElapsedTime(shown) < Pause)
            return;
        shown = time.GetTimestamp();
        display.Update(Bar());
    }

    /// <summary>Shows the end of the loop, without times. A loop that ended early says where.</summary>
    public void Finish() => display.Finish(new ProgressBar(what, done, total, loss, elapsed: null, unit));

    private ProgressBar Bar() => new(what, done, total, loss, time.GetElapsedTime(start), unit);
}
