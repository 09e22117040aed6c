using System.Xml.Linq;

namespace Course.Book.Maths;

/// <summary>
/// A formula in a line of letters, as one writes it in a mail: <c>x_{t-1}</c> becomes xₜ₋₁. For places that hold text
/// only: the window's title, the hits of a search.
/// </summary>
public static class FormulaText
{
    private const string Plain = "0123456789+-−=()aehijklmnoprstuvxβγρφχ";
    private const string Lowered = "₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓᵦᵧᵨᵩᵪ";
    private const string PlainRaised = "0123456789+-−=()in";
    private const string Raised = "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾ⁱⁿ";

    /// <summary>The formula as text.</summary>
    /// <param name="formula">TeX without its dollar signs.</param>
    /// <exception cref="TexException">The formula cannot be shown.</exception>
    public static string Of(string formula)
    {
        var html = Katex.ToHtml(formula);
        var end = "</math>";
        var math = XElement.Parse(html[html.IndexOf("<math", StringComparison.Ordinal)..(html.IndexOf(
            end, StringComparison.Ordinal) + end.Length)]);
        return Text(math).Trim();
    }

    private static string Text(XElement element)
    {
        var parts = element.Elements().Where(part => part.Name.LocalName != "annotation").ToList();
        string Part(int n) => Text(parts[n]);
        return element.Name.LocalName switch
        {
            "msub" or "munder" => Part(0) + Low(Part(1)),
            "msup" => Part(0) + High(Part(1)),
            "msubsup" or "munderover" => Part(0) + Low(Part(1)) + High(Part(2)),
            "mover" => Part(0) + Accent(Part(1)),
            "mfrac" => $"{Grouped(Part(0))}/{Grouped(Part(1))}",
            "msqrt" => "√" + Grouped(string.Concat(parts.Select(Text))),
            "mspace" => " ",
            "mo" when parts.Count == 0 => Spaced(element.Value),
            _ => parts.Count == 0 ? element.Value : string.Concat(parts.Select(Text)),
        };
    }

    private static string Spaced(string sign) =>
        sign is "=" or "<" or ">" or "≈" or "≤" or "≥" or "∼" or "←" or "→" ? $" {sign} " : sign;

    private static string Accent(string mark) =>
        mark switch { "ˉ" or "¯" or "‾" => "\u0304", "^" or "ˆ" => "\u0302", "~" or "˜" => "\u0303", _ => "" };

    private static string Grouped(string text) =>
        text.EnumerateRunes().Count() <= 2 || !text.Any(sign => "+-−=/ ".Contains(sign)) ? text : $"({text})";

    private static string Low(string text) => Moved(text, Plain, Lowered) ?? $"_{Grouped(text)}";

    private static string High(string text) =>
        text is "′" ? text : Moved(text, PlainRaised, Raised) ?? $"^{Grouped(text)}";

    private static string? Moved(string text, string from, string to)
    {
        var signs = text.Where(sign => sign is not (' ' or '\u2061')).Select(sign => from.IndexOf(sign)).ToList();
        return signs.Contains(-1) ? null : string.Concat(signs.Select(sign => to[sign]));
    }
}
