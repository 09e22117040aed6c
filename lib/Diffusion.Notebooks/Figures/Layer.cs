using System.Text.Json.Serialization;

namespace Diffusion.Notebooks;

/// <summary>One thing drawn in a panel. A layer without a name has no legend entry.</summary>
/// <param name="Name">What the legend calls it.</param>
/// <param name="Colour">As <c>#rrggbb</c>; null: the colour that belongs to the name.</param>
[JsonDerivedType(typeof(LineLayer), "line")]
[JsonDerivedType(typeof(PointLayer), "points")]
[JsonDerivedType(typeof(BandLayer), "band")]
[JsonDerivedType(typeof(BarLayer), "bars")]
[JsonDerivedType(typeof(HeatLayer), "heat")]
[JsonDerivedType(typeof(RuleLayer), "rule")]
internal abstract record Layer(string? Name, string? Colour);

/// <summary>Points joined by straight lines.</summary>
internal sealed record LineLayer(string? Name, string? Colour, double[] X, double[] Y, double Width, bool Dashed)
    : Layer(Name, Colour);

/// <summary>Dots.</summary>
internal sealed record PointLayer(string? Name, string? Colour, double[] X, double[] Y, double Size, double Opacity)
    : Layer(Name, Colour);

/// <summary>The area between two curves.</summary>
internal sealed record BandLayer(string? Name, string? Colour, double[] X, double[] Low, double[] High)
    : Layer(Name, Colour);

/// <summary>
/// Bars that stand on zero, centred at X. Series of bars that are <c>Beside</c> each other share the width.
/// </summary>
internal sealed record BarLayer(string? Name, string? Colour, double[] X, double[] Y, double Width, double Opacity,
    bool Beside) : Layer(Name, Colour);

/// <summary>A field of values; Z[row][column] belongs to Y[row], X[column].</summary>
internal sealed record HeatLayer(string? Name, double[] X, double[] Y, double[][] Z, bool Diverging) : Layer(Name, null)
{
    /// <summary>The values at both ends of the colours; symmetric about zero if the colours part there.</summary>
    public (double Low, double High) ValueRange()
    {
        var finite = Z.SelectMany(row => row).Where(double.IsFinite).DefaultIfEmpty(0).ToList();
        var (low, high) = (finite.Min(), finite.Max());
        if (Diverging)
            return (-Math.Max(Math.Abs(low), Math.Abs(high)), Math.Max(Math.Abs(low), Math.Abs(high)));
        return high > low ? (low, high) : (low - 0.5, high + 0.5);
    }
}

/// <summary>A vertical or horizontal line through the whole panel.</summary>
internal sealed record RuleLayer(string? Label, string? Colour, double Value, bool Vertical) : Layer(null, Colour);
