namespace Diffusion.Notebooks;

/// <summary>Shows downloads as progress bars, in megabytes: one for each file.</summary>
/// <example><code>var digits = new DatasetStore(new DownloadBar()).Mnist();</code></example>
/// <param name="show">See <see cref="Progress"/>; null: the display of the notebook kernel this runs in.</param>
public sealed class DownloadBar(Func<object, object?>? show = null) : IProgress<DownloadProgress>
{
    private const double Megabyte = 1e6;
    private string file = "";
    private Progress? bar;

    /// <summary>Says how far a file is.</summary>
    public void Report(DownloadProgress value)
    {
        // Without a size there is no bar to fill; the download goes on all the same.
        if (value.Total is not > 0) return;
        var total = value.Total.Value;
        if (file != value.File)
        {
            bar?.Finish();
            (file, bar) = (value.File, new Progress(value.File, (int)Math.Ceiling(total / Megabyte), show, unit: "MB"));
        }
        bar!.Report((int)Math.Ceiling(value.Bytes / Megabyte));
        if (value.Bytes >= total) bar.Finish();
    }
}
