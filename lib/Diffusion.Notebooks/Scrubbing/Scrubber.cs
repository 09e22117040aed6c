using static TorchSharp.torch;

namespace Diffusion.Notebooks;

/// <summary>
/// A slider over frames that are computed beforehand: pictures that change, curves with a marker that moves, or both.
/// It is HTML that loads nothing, so it works in a notebook, in a book and from a file; where HTML is not shown there
/// is a film strip.
/// </summary>
/// <example><code>
/// new Scrubber("Mixing an image with noise", weights.Select(a => $"a = {a:0.00}"))
///     .Pictures("linear", linear)          // one ImageGrid a frame
///     .Pictures("preserving", preserving)
///     .NextRow()
///     .Curve(energyFigure, weights)        // drawn once; the marker stands at weights[frame]
/// </code></example>
public sealed class Scrubber : Rich
{
    private readonly List<List<ScrubberCell>> rows = [[]];
    private int start;

    /// <summary>Makes an empty scrubber.</summary>
    /// <param name="title">Above it.</param>
    /// <param name="captions">What the slider says at each frame; their number is the number of frames.</param>
    /// <exception cref="ArgumentException">There is no frame.</exception>
    public Scrubber(string title, IEnumerable<string> captions)
    {
        Title = title;
        Captions = [.. captions];
        if (Captions.Count == 0)
            throw new ArgumentException(
                $"Scrubber '{title}' has no caption, so it has no frame; give it one caption a frame.",
                nameof(captions));
    }

    /// <summary>What stands above the scrubber.</summary>
    public string Title { get; }

    /// <summary>What the slider says at each frame.</summary>
    public IReadOnlyList<string> Captions { get; }

    /// <summary>The frame that is shown first.</summary>
    internal int Start => start;

    /// <summary>What is shown, row by row.</summary>
    internal IReadOnlyList<IReadOnlyList<ScrubberCell>> Rows => rows;

    /// <summary>The frames that stand for all of them in a film strip: the first, the last, and some between.</summary>
    internal IReadOnlyList<int> KeyFrames
    {
        get
        {
            var count = Math.Min(6, Captions.Count);
            return [.. Enumerable.Range(0, count)
                .Select(i => count == 1 ? 0 : (int)Math.Round(i * (Captions.Count - 1.0) / (count - 1)))];
        }
    }

    /// <summary>Adds a place whose picture changes from frame to frame.</summary>
    /// <param name="caption">Above the picture; may be empty.</param>
    /// <param name="frames">One <see cref="ImageGrid"/> or <see cref="Figure"/> a frame.</param>
    /// <exception cref="ArgumentException">
    /// There are more or fewer pictures than frames, or one is neither grid nor figure.
    /// </exception>
    public Scrubber Pictures(string caption, IEnumerable<Rich> frames)
    {
        var drawables = frames.Select((frame, index) => frame as IDrawable
            ?? throw new ArgumentException(
                $"Frame {index} of '{caption}' is a {frame.GetType().Name}; a frame is an ImageGrid or a Figure.",
                nameof(frames))).ToList();
        RequireFrames(drawables.Count, caption);
        return Add(new PicturesCell(caption, drawables));
    }

    /// <summary>
    /// Adds a figure that is drawn once, with a vertical line that moves over all its panels and a dot on each curve.
    /// </summary>
    /// <param name="figure">The figure.</param>
    /// <param name="marks">Where the line stands at each frame, on the x axis; NaN hides it.</param>
    /// <exception cref="ArgumentException">There are more or fewer marks than frames.</exception>
    public Scrubber Curve(Figure figure, Numbers marks)
    {
        RequireFrames(marks.Count, figure.ToString());
        return Add(new CurveCell(figure, [.. marks]));
    }

    /// <inheritdoc cref="Curve(Figure, Numbers)"/>
    public Scrubber Curve(Figure figure, IEnumerable<double> marks) => Curve(figure, (Numbers)marks.ToArray());

    /// <summary>
    /// Adds a figure over which dots move: samples on their way. Much smaller than a figure for each frame.
    /// </summary>
    /// <param name="figure">What stays: axes, and whatever is drawn behind the dots. It has one panel.</param>
    /// <param name="name">What the legend calls the dots.</param>
    /// <param name="frames">The dots at each frame, tensors <c>[N,2]</c> of x and y.</param>
    /// <exception cref="ArgumentException">
    /// There are more or fewer frames than captions, or one is not <c>[N,2]</c>.
    /// </exception>
    public Scrubber Dots(Figure figure, string name, IEnumerable<Tensor> frames)
    {
        var points = frames.Select((frame, index) => (Numbers)frame is { IsPairs: true } pairs
            ? pairs
            : throw new ArgumentException(
                $"Frame {index} of '{name}' is [{string.Join(", ", frame.shape)}]; dots are a tensor [N,2].",
                nameof(frames))).ToList();
        RequireFrames(points.Count, name);
        return Add(new DotsCell(MovingDots.Of(figure.Spec(), name, points)));
    }

    /// <summary>What is added next stands below.</summary>
    public Scrubber NextRow()
    {
        rows.Add([]);
        return this;
    }

    /// <summary>Sets the frame that is shown first; without this it is frame 0.</summary>
    /// <param name="frame">From 0.</param>
    public Scrubber StartAt(int frame)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(frame);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(frame, Captions.Count);
        start = frame;
        Changed();
        return this;
    }

    /// <inheritdoc/>
    public override string ToString() =>
        $"Scrubber: {Title} ({Captions.Count} frames, from '{Captions[0]}' to '{Captions[^1]}')";

    private protected override IReadOnlyDictionary<string, string> CreateBundle() => new Dictionary<string, string>
    {
        [MimeType.Html] = ScrubberPage.Write(this),
        [MimeType.Png] = Convert.ToBase64String(PngFile.Encode(ScrubberStrip.Draw(this), exact: false)),
        [MimeType.Text] = ToString(),
    };

    private void RequireFrames(int count, string what)
    {
        if (count != Captions.Count)
            throw new ArgumentException(
                $"'{what}' has {count} frames, but the scrubber '{Title}' has {Captions.Count} captions; they must be "
                + "equally many.");
    }

    private Scrubber Add(ScrubberCell cell)
    {
        rows[^1].Add(cell);
        Changed();
        return this;
    }
}
