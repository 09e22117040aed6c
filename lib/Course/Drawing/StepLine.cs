namespace Course.Drawing;

/// <summary>Says how far a drawing is, in a line that is written over; nothing where nobody watches.</summary>
/// <param name="terminal">Where the line stands.</param>
/// <param name="isWatched">Whether it is a terminal.</param>
public sealed class StepLine(TextWriter terminal, bool isWatched)
{
    private int width;

    /// <summary>So many of all steps are done.</summary>
    public void Report(int done, int total) => Write($"step {done} of {total}");

    /// <summary>Leaves the line as empty as it was.</summary>
    public void Clear() => Write("");

    private void Write(string text)
    {
        if (!isWatched) return;
        terminal.Write("\r" + text.PadRight(width) + (text.Length == 0 ? "\r" : ""));
        width = text.Length;
    }
}
