namespace Diffusion.Notebooks;

/// <summary>A line on a terminal that is written over; in a file, a line every ten seconds.</summary>
/// <param name="output">Where the lines go.</param>
/// <param name="isFile">True if nobody can write over a line there.</param>
/// <param name="time">The clock.</param>
internal sealed class ConsoleDisplay(TextWriter output, bool isFile, TimeProvider time) : ILiveDisplay
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(10);
    private long written = time.GetTimestamp();
    private int width;

    /// <inheritdoc/>
    public void Show(Rich look)
    {
        if (!isFile)
            WriteOver(look);
    }

    /// <inheritdoc/>
    public void Update(Rich look)
    {
        if (!isFile)
            WriteOver(look);
        else if (time.GetElapsedTime(written) >= Pause)
        {
            written = time.GetTimestamp();
            output.WriteLine(look.ToString());
        }
    }

    /// <inheritdoc/>
    public void Finish(Rich look)
    {
        if (!isFile)
            WriteOver(look);
        output.WriteLine(isFile ? look.ToString() : "");
    }

    private void WriteOver(Rich look)
    {
        var text = look.ToString();
        output.Write("\r" + text.PadRight(width));
        width = text.Length;
    }
}
