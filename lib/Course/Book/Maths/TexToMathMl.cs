using System.Xml.Linq;

namespace Course.Book.Maths;

/// <summary>
/// Turns the TeX of the course's formulas (algebra: fractions, roots, sums, Greek, accents, scripts) into MathML, which
/// browsers draw by themselves: the book needs no script and no network for its formulas.
/// </summary>
public static class TexToMathMl
{
    private static readonly XNamespace Namespace = "http://www.w3.org/1998/Math/MathML";

    /// <summary>Converts one formula, given without its dollar signs.</summary>
    /// <param name="formula">TeX, for example <c>\sqrt{\bar\alpha_t}\,x_0</c>.</param>
    /// <param name="display">Whether the formula stands on a line of its own.</param>
    /// <returns>A <c>math</c> element that carries its TeX as an annotation for screen readers and for copying.</returns>
    /// <exception cref="TexException">The formula uses a command that is not known here, or is malformed.</exception>
    public static string Convert(string formula, bool display = false)
    {
        var row = TexParser.Parse(formula, display);
        var math = new XElement(Namespace + "math",
            display ? new XAttribute("display", "block") : null,
            new XAttribute("alttext", formula.Trim()),
            InNamespace(row));
        return math.ToString(SaveOptions.DisableFormatting);
    }

    private static XElement InNamespace(XElement element)
    {
        foreach (var part in element.DescendantsAndSelf()) part.Name = Namespace + part.Name.LocalName;
        return element;
    }
}
