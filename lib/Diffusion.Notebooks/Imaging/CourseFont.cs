using SkiaSharp;

namespace Diffusion.Notebooks;

/// <summary>The embedded font (see Fonts/LICENCE.txt): all text in pictures, on every machine.</summary>
internal static class CourseFont
{
    /// <summary>The name under which charts ask for the font.</summary>
    public const string Family = "DejaVu Sans";

    private static readonly Lazy<SKTypeface> Regular = new(() => Load("DejaVuSans-subset.ttf"));
    private static readonly Lazy<SKTypeface> Bold = new(() => Load("DejaVuSans-Bold-subset.ttf"));

    /// <summary>The typeface; it is shared, do not dispose it.</summary>
    public static SKTypeface Typeface(bool bold) => (bold ? Bold : Regular).Value;

    /// <summary>A typeface of its own, for a caller that disposes it.</summary>
    public static SKTypeface Copy(bool bold) => Load(bold ? "DejaVuSans-Bold-subset.ttf" : "DejaVuSans-subset.ttf");

    private static SKTypeface Load(string resource)
    {
        using var stream = typeof(CourseFont).Assembly.GetManifestResourceStream(resource)
            ?? throw new InvalidOperationException(
                $"The font '{resource}' is not embedded in {typeof(CourseFont).Assembly.Location}. Rebuild "
                + "lib/Diffusion.Notebooks.");
        return SKTypeface.FromStream(stream);
    }
}
