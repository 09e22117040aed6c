namespace Diffusion.Notebooks;

/// <summary>The colours of all pictures, as <c>#rrggbb</c>.</summary>
/// <remarks>
/// The series colours are those of M. Okabe and K. Ito, "Color Universal Design" (2008), chosen to be told apart with
/// every kind of colour vision; their yellow is left out, as it is too pale for a line on white.
/// </remarks>
public static class Palette
{
    /// <summary>Titles and text.</summary>
    public const string Ink = "#222222";

    /// <summary>Axes, labels of ticks and other quiet text.</summary>
    public const string Quiet = "#666666";

    /// <summary>Grid lines.</summary>
    public const string Grid = "#E9E9E9";

    /// <summary>Something solved, something true.</summary>
    public const string Good = "#00795A";

    /// <summary>Something not solved yet.</summary>
    public const string Bad = "#B3330A";

    /// <summary>The colours of the series of a chart, in order.</summary>
    public static IReadOnlyList<string> Series { get; } =
        ["#0072B2", "#D55E00", "#009E73", "#CC79A7", "#56B4E9", "#E69F00", "#555555"];

    /// <summary>The colour of the n-th series; after the last colour it starts again.</summary>
    /// <param name="index">Number of the series, from 0.</param>
    public static string Of(int index) => Series[index % Series.Count];
}
