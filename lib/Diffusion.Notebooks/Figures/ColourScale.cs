namespace Diffusion.Notebooks;

/// <summary>The colours of heat maps that part at zero: blue below, white at zero, red above.</summary>
/// <remarks>Nine steps of C. Brewer's RdBu scheme (ColorBrewer), which stays readable with colour-blind eyes.</remarks>
internal static class ColourScale
{
    /// <summary>Colours at fractions from 0 (lowest) to 1 (highest).</summary>
    public static IReadOnlyList<(double At, string Colour)> DivergingStops { get; } =
    [
        (0, "#2166ac"), (0.125, "#4393c3"), (0.25, "#92c5de"), (0.375, "#d1e5f0"), (0.5, "#f7f7f7"),
        (0.625, "#fddbc7"), (0.75, "#f4a582"), (0.875, "#d6604d"), (1, "#b2182b"),
    ];
}
