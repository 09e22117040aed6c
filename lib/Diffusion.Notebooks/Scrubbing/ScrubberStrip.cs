namespace Diffusion.Notebooks;

/// <summary>
/// Draws a scrubber as a film strip: the key frames side by side, the curves below with all their marks.
/// </summary>
internal static class ScrubberStrip
{
    private const double Width = 900;
    private const double Margin = 14;
    private const double Gap = 10;
    private const double Scale = 1.5;
    private const double TextSize = 12;

    /// <summary>A row of the strip: one picture a frame.</summary>
    private sealed record Strip(string Caption, Func<int, IDrawable> FrameAt);

    /// <summary>The film strip.</summary>
    public static Picture Draw(Scrubber scrubber)
    {
        var keys = scrubber.KeyFrames;
        var cells = scrubber.Rows.SelectMany(r => r).ToList();
        var strips = cells.Select(StripOf).OfType<Strip>().ToList();
        var curves = cells.OfType<CurveCell>().ToList();
        var labels =
            strips.Any(s => s.Caption.Length > 0) ? strips.Max(s => Canvas.MeasureText(s.Caption, TextSize)) + 12 : 0;
        var cell = (Width - 2 * Margin - labels - Gap * (keys.Count - 1)) / keys.Count;
        var header = Margin + (scrubber.Title.Length > 0 ? 26 : 0) + (strips.Count > 0 ? 20 : 0);
        var heights = strips.Select(
            s => keys.Max(k => s.FrameAt(k).Size is var size ? size.Height * ShrinkTo(cell, size.Width) : 0)).ToList();
        var curveHeights = curves.Select(
            c => c.Figure.Spec() is var s ? s.Height * ShrinkTo(Width - 2 * Margin, s.Width) : 0).ToList();
        using var canvas = new Canvas(
            Width, header + heights.Sum() + Gap * strips.Count + curveHeights.Sum() + Margin, Scale);

        canvas.DrawText(scrubber.Title, Margin, Margin + 14, 15, bold: true);
        for (var i = 0; i < keys.Count && strips.Count > 0; i++)
            canvas.DrawText(scrubber.Captions[keys[i]], Margin + labels + i * (cell + Gap) + cell / 2, header - 6,
                TextSize, Palette.Quiet, align: TextAlign.Centre);
        var top = header;
        foreach (var (strip, height) in strips.Zip(heights))
        {
            canvas.DrawText(strip.Caption, Margin, top + height / 2 + 4, TextSize);
            for (var i = 0; i < keys.Count; i++)
                DrawFrame(canvas, strip.FrameAt(keys[i]), Margin + labels + i * (cell + Gap), top, cell);
            top += height + Gap;
        }
        foreach (var (curve, height) in curves.Zip(curveHeights))
        {
            DrawCurve(canvas, curve, keys, top);
            top += height;
        }
        return canvas.ToPicture();
    }

    private static Strip? StripOf(ScrubberCell cell) => cell switch
    {
        PicturesCell pictures => new Strip(pictures.Caption, frame => pictures.Frames[frame]),
        DotsCell dots => new Strip(dots.Dots.Figure.Title, frame => new DrawableFigure(dots.Dots.StampAt(frame))),
        _ => null,
    };

    private static void DrawFrame(Canvas canvas, IDrawable frame, double x, double y, double cell)
    {
        var shrink = ShrinkTo(cell, frame.Size.Width);
        var left = x + (cell - frame.Size.Width * shrink) / 2;
        var sheet = (frame as ImageGrid)?.DrawSheet();
        if (sheet is not null)
            canvas.DrawPicture(sheet, left, y, frame.Size.Width * shrink / sheet.Width);
        else
            canvas.DrawPicture(frame.Draw(Scale), left, y, shrink / Scale);
    }

    private static void DrawCurve(Canvas canvas, CurveCell cell, IReadOnlyList<int> keys, double top)
    {
        var figure = cell.Figure.Spec();
        var drawn = ChartPainter.Draw(figure, Scale);
        var shrink = ShrinkTo(Width - 2 * Margin, figure.Width);
        canvas.DrawPicture(drawn.Picture, Margin, top, shrink / Scale);
        foreach (var marks in MovingMarks.Of(figure, drawn, cell.Marks))
            foreach (var key in keys.Where(k => double.IsFinite(marks.X[k])))
            {
                var x = Margin + marks.X[key] * shrink;
                canvas.DrawLine(x, top + marks.Area.Y * shrink, x, top + marks.Area.Bottom * shrink, Palette.Quiet, 1,
                    dashed: true);
                foreach (var (colour, y) in marks.Dots.Where(d => double.IsFinite(d.Y[key])))
                    canvas.FillCircle(x, top + y[key] * shrink, 4, colour);
            }
    }

    private static double ShrinkTo(double room, double width) => Math.Min(1, room / width);

    private sealed class DrawableFigure(FigureSpec figure) : IDrawable
    {
        public (double Width, double Height) Size => (figure.Width, figure.Height);

        public Picture Draw(double scale) => ChartPainter.Draw(figure, scale).Picture;
    }
}
