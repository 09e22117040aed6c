using System.Globalization;

namespace Diffusion.Notebooks;

/// <summary>
/// The still of the simulation of averages: the error to each target as a square, at the guess and at the mean.
/// </summary>
internal static class AveragesStill
{
    private const double Width = 460, Height = 330, Line = 262, Edge = 24, Letters = 15;

    public static Picture Draw(double[] targets, double[] weights, double guess, double mean)
    {
        using var canvas = new Canvas(2 * Width, Height, 1.25);
        string Said(string name, double at) => string.Create(CultureInfo.InvariantCulture,
            $"{name}: {at:0.00}, shaded area {targets.Zip(weights, (y, w) => w * (at - y) * (at - y)).Sum():0.00}");
        var (first, second) = (Said("A guess", guess), Said("The cheapest guess, the mean", mean));
        var longest = Math.Max(
            Canvas.MeasureText(first, Letters, bold: true), Canvas.MeasureText(second, Letters, bold: true));
        var size = Letters * Math.Min(1, (Width - 1.5 * Edge) / longest);
        Half(canvas, 0, first, size, targets, weights, guess);
        Half(canvas, Width, second, size, targets, weights, mean);
        return canvas.ToPicture();
    }

    private static void Half(
        Canvas canvas, double left, string heading, double size, double[] targets, double[] weights, double guess)
    {
        var (low, high) = (Math.Min(targets.Min(), guess), Math.Max(targets.Max(), guess));
        double X(double y) => left + Edge + (y - low) / (high - low) * (Width - 2 * Edge);
        for (var i = 0; i < targets.Length; i++)
        {
            var (from, to, colour) = (X(targets[i]), X(guess), Palette.Of(i));
            // The shaded square is the probability's share of the square of the whole error.
            var part = Math.Abs(to - from) * Math.Sqrt(weights[i]);
            canvas.FillRectangle(to > from ? from : from - part, Line - part, part, part, "#70" + colour[1..]);
            canvas.FillRectangle(from - 7, Line + 8, 14, 48 * weights[i] / weights.Max(), colour);
            canvas.FillCircle(from, Line, 5, colour);
        }
        canvas.DrawLine(left + Edge / 2, Line, left + Width - Edge / 2, Line, Palette.Ink, 1.5);
        canvas.DrawLine(X(guess), 44, X(guess), Line, Palette.Ink, 2);
        canvas.FillCircle(X(guess), Line, 7, Palette.Ink);
        canvas.DrawText(heading, left + Edge / 2, 24, size, bold: true);
    }
}
