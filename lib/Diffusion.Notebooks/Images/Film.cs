namespace Diffusion.Notebooks;

/// <summary>
/// Grids of pictures one after another, which play by themselves wherever a PNG file is shown: in a notebook, on a page
/// on GitHub, in a README. What cannot play an animated PNG shows the last one.
/// </summary>
/// <example><code>
/// new Film(states.Select(state => new ImageGrid(state.X)))
/// </code></example>
[TypeFormatterSource(typeof(RichFormatterSource), PreferredMimeTypes = [MimeType.Png, MimeType.Text])]
public sealed class Film : Rich
{
    /// <summary>Enough for the eye; noise of more colours hardly compresses.</summary>
    private const int ColourLevels = 18;

    private readonly ImageGrid[] frames;
    private readonly double seconds;
    private readonly double hold;

    /// <summary>Makes a film that begins again when it has ended.</summary>
    /// <param name="frames">Two or more grids of one size and with the same captions, in order.</param>
    /// <param name="seconds">How long it takes to the last frame.</param>
    /// <param name="hold">How long the last frame stays.</param>
    /// <exception cref="ArgumentException">There are fewer than two frames, or they differ in size.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A time is not above 0, or longer than a minute.</exception>
    public Film(IEnumerable<ImageGrid> frames, double seconds = 3, double hold = 2)
    {
        this.frames = [.. frames];
        this.seconds = Checked(seconds, nameof(seconds));
        this.hold = Checked(hold, nameof(hold));
        if (this.frames.Length < 2)
            throw new ArgumentException(
                $"A film needs two frames or more; there are {this.frames.Length}.", nameof(frames));
        var sizes = this.frames.Select(frame => ((IDrawable)frame).Size).ToList();
        if (sizes.FindIndex(size => size != sizes[0]) is var other and > 0)
            throw new ArgumentException(
                $"Frame {other} is {sizes[other].Width} x {sizes[other].Height}, frame 0 is {sizes[0].Width} x "
                + $"{sizes[0].Height}. All must have one size.", nameof(frames));
    }

    /// <inheritdoc/>
    public override string ToString() => $"Film of {frames.Length} frames, the last: {frames[^1]}";

    private protected override IReadOnlyDictionary<string, string> CreateBundle()
    {
        var pictures = frames.Select(frame => ((IDrawable)frame).Draw(scale: 1).Posterise(ColourLevels)).ToList();
        var each = (int)Math.Round(1000 * seconds / (frames.Length - 1));
        var milliseconds =
            frames.Select((_, at) => at < frames.Length - 1 ? each : (int)Math.Round(1000 * hold)).ToList();
        return new Dictionary<string, string>
        {
            [MimeType.Png] = Convert.ToBase64String(PngFile.EncodeFilm(pictures, milliseconds)),
            [MimeType.Text] = ToString(),
        };
    }

    private static double Checked(double time, string name) => time is > 0 and <= 60
        ? time
        : throw new ArgumentOutOfRangeException(name, time, $"{name} is above 0 and at most 60.");
}
