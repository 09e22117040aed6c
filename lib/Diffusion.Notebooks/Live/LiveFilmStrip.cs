using static TorchSharp.torch;

namespace Diffusion.Notebooks;

/// <summary>
/// A film strip that grows by a row at a time, in place: how drawn images change while a network trains.
/// </summary>
/// <example><code>
/// var strip = new LiveFilmStrip("the same noise, drawn again and again");
/// foreach (var step in trainer.Train(1000))
///     if (step.Number % 200 == 0) strip.Add($"step {step.Number}", Draw());
/// </code></example>
/// <param name="title">Above the strip; may be empty.</param>
/// <param name="range">The values of black and white; null: -1 and 1.</param>
/// <param name="show">See <see cref="Progress"/>; null: the display of the notebook kernel this runs in.</param>
public sealed class LiveFilmStrip(
    string title = "", (double Black, double White)? range = null, Func<object, object?>? show = null)
{
    private readonly List<(string Caption, Picture[] Images)> rows = [];
    private ILiveDisplay? display;

    /// <summary>Adds a row at the bottom and shows the strip again.</summary>
    /// <param name="caption">Left of the row.</param>
    /// <param name="images">[B, C, H, W], as many and as large as those of the other rows.</param>
    /// <exception cref="ArgumentException">The row does not fit the others, which stay as they are.</exception>
    public void Add(string caption, Tensor images)
    {
        Interruption.Point();
        var row = (caption, Tiles.Of(images, range ?? (-1, 1)));
        var strip = ImageGrid.FilmStrip([.. rows, row], title);
        rows.Add(row);
        if (display is not null) display.Update(strip);
        else (display = LiveDisplay.Find(show)).Show(strip);
    }
}
