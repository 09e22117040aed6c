using Diffusion;

namespace Course.Training;

/// <summary>Says how a download goes on, at each tenth of it.</summary>
internal sealed class DownloadLine(TextWriter output) : IProgress<DownloadProgress>
{
    private string said = "";

    public void Report(DownloadProgress value)
    {
        var part = value.Total is { } total and > 0
            ? $"{value.Bytes * 10 / total * 10} % of {total / 1e6:0.0} MB"
            : $"{value.Bytes / 10_000_000 * 10} MB";
        if ($"{value.File}: {part}" is var line && line != said) output.WriteLine(said = line);
    }
}
