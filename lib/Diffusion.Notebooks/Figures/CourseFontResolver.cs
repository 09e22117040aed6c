using ScottPlot;
using SkiaSharp;

namespace Diffusion.Notebooks;

/// <summary>Gives ScottPlot the embedded font under the name that our charts ask for.</summary>
internal sealed class CourseFontResolver : IFontResolver
{
    private static readonly Lazy<CourseFontResolver> Registered = new(() =>
    {
        var resolver = new CourseFontResolver();
        Fonts.FontResolvers.Insert(0, resolver);
        return resolver;
    });

    /// <summary>Makes sure that ScottPlot asks this resolver first. ScottPlot keeps one list for the process.</summary>
    public static void Register() => _ = Registered.Value;

    /// <inheritdoc/>
    public SKTypeface? CreateTypeface(string fontName, bool bold, bool italic) =>
        fontName == CourseFont.Family ? CourseFont.Copy(bold) : null;

    /// <inheritdoc/>
    public SKTypeface? CreateTypeface(string fontName, FontWeight weight, FontSlant slant, FontSpacing spacing) =>
        CreateTypeface(fontName, weight >= FontWeight.SemiBold, italic: false);
}
