using static TorchSharp.torch;

namespace Diffusion.Notebooks.Tests;

internal static class Scrubbers
{
    /// <summary>
    /// Five frames: a grid that fades from black to white beside a curve y = x with a marker at 0, 0.25, ... 1.
    /// </summary>
    public static Scrubber Small(string title = "Fade")
    {
        double[] x = [0, 0.25, 0.5, 0.75, 1];
        return new Scrubber(title, x.Select(v => FormattableString.Invariant($"x = {v}")))
            .Pictures("grey", x.Select(v => new ImageGrid(full([1, 1, 4, 4], (float)(2 * v - 1)))))
            .NextRow()
            .Curve(Figure.Lines("Line").Add("y", [0, 1], [0, 1]).XRange(0, 1).YRange(0, 1), x);
    }
}
