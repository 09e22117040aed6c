using System.Buffers.Binary;

namespace Diffusion.Notebooks;

/// <summary>Dots that move over a figure whose axes stay.</summary>
/// <param name="Figure">
/// The figure, with an entry for the dots in its legend, and with axes that hold every frame.
/// </param>
/// <param name="Colour">Of the dots.</param>
/// <param name="Size">Diameter of a dot in CSS pixels.</param>
/// <param name="Frames">The dots of each frame.</param>
internal sealed record MovingDots(FigureSpec Figure, string Colour, double Size, IReadOnlyList<PointLayer> Frames)
{
    /// <summary>What the script takes for "not in sight".</summary>
    private const ushort Hidden = 65535;

    private const double StampWidth = 320;

    /// <summary>Puts dots on a figure.</summary>
    /// <param name="figure">A figure of one panel.</param>
    /// <param name="name">What the legend calls the dots.</param>
    /// <param name="frames">For each frame x, y, x, y, ...</param>
    public static MovingDots Of(FigureSpec figure, string name, IReadOnlyList<Numbers> frames)
    {
        if (figure.Panels is not [var panel])
            throw new ArgumentException(
                $"Dots move over a figure of one panel; '{figure.Title}' has {figure.Panels.Count}.", nameof(figure));
        var taken = panel.Layers.Select(l => l.Colour).ToHashSet();
        var colour = panel.Layers.FirstOrDefault(l => l.Name == name)?.Colour
            ?? Palette.Series.FirstOrDefault(c => !taken.Contains(c)) ?? Palette.Of(0);
        var size = frames.Max(f => f.Count) > 1200 ? 4 : 6;
        List<PointLayer> layers = [.. frames.Select(f => new PointLayer(
            name, colour, [.. f.Where((_, i) => i % 2 == 0)], [.. f.Where((_, i) => i % 2 == 1)], size, 0.6))];

        // The axes are those of all frames together, so that they stand still.
        var area = new FigureGeometry(figure).DataArea(0);
        var everything = new PointLayer(
            name, colour, [.. layers.SelectMany(l => l.X)], [.. layers.SelectMany(l => l.Y)], size, 0.6);
        var limits = PanelLimits.Of(panel with { EqualAxes = false, Layers = [.. panel.Layers, everything] }, area);
        var still = panel with
        {
            Layers = [.. panel.Layers, new PointLayer(name, colour, [], [], size, 0.6)],
            XRange = InData(limits.X, panel.XLog),
            YRange = InData(limits.Y, panel.YLog),
        };
        return new MovingDots(figure with { Panels = [still] }, colour, size, layers);
    }

    /// <summary>The figure with the dots of one frame.</summary>
    public FigureSpec FigureAt(int frame) => Figure with
    {
        Panels = [Figure.Panels[0] with { Layers = [.. Figure.Panels[0].Layers.SkipLast(1), Frames[frame]] }]
    };

    /// <summary>The same at the size of a stamp, where the words of a figure would only disturb.</summary>
    public FigureSpec StampAt(int frame)
    {
        var panel = FigureAt(frame).Panels[0];
        return Figure with
        {
            Title = "",
            Width = StampWidth,
            Height = StampWidth * Figure.Height / Figure.Width,
            Panels = [panel with
            {
                Title = "", XLabel = "", YLabel = "", Layers = [.. panel.Layers.Select(l => l with { Name = null })]
            }],
        };
    }

    /// <summary>
    /// The dots of one frame as pairs of 16-bit numbers (low byte first): from the left, from the top; 65534 is the
    /// other end.
    /// </summary>
    public byte[] Encode(int frame, PanelLimits limits)
    {
        var (panel, layer) = (Figure.Panels[0], Frames[frame]);
        var bytes = new byte[4 * layer.X.Length];
        for (var i = 0; i < layer.X.Length; i++)
        {
            var x = Place(layer.X[i], panel.XLog, limits.X);
            var y = 1 - Place(layer.Y[i], panel.YLog, limits.Y);
            var inSight = x is >= 0 and <= 1 && y is >= 0 and <= 1;
            BinaryPrimitives.WriteUInt16LittleEndian(
                bytes.AsSpan(4 * i), inSight ? (ushort)Math.Round(x * 65534) : Hidden);
            BinaryPrimitives.WriteUInt16LittleEndian(
                bytes.AsSpan(4 * i + 2), inSight ? (ushort)Math.Round(y * 65534) : Hidden);
        }
        return bytes;
    }

    private static double Place(double value, bool log, AxisRange range) =>
        ((log ? Math.Log10(value) : value) - range.From) / (range.To - range.From);

    private static AxisRange InData(AxisRange range, bool log) =>
        log ? new AxisRange(Math.Pow(10, range.From), Math.Pow(10, range.To)) : range;
}
