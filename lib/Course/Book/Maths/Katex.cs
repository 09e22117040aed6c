using System.Collections.Concurrent;
using Jint;
using Jint.Native;
using Jint.Runtime;

namespace Course.Book.Maths;

/// <summary>
/// Formulas as HTML, laid out by KaTeX (embedded, with its fonts) when a page is written: a page needs no script for
/// its formulas, looks the same in every browser and in print, and a faulty formula is found before a reader meets it.
/// </summary>
/// <remarks>
/// KaTeX runs in Jint, a JavaScript interpreter in C#. There is one for the process, and a formula is laid out once.
/// </remarks>
public static class Katex
{
    /// <summary>Where the files of KaTeX are among the assets.</summary>
    internal const string Folder = "katex";

    private static readonly Lazy<JsValue> Render = new(Start);
    private static readonly Lock Running = new();
    private static readonly ConcurrentDictionary<(string Tex, bool Display), string> Done = new();

    /// <summary>Lays out one formula, given without its dollar signs.</summary>
    /// <param name="formula">TeX, for example <c>\sqrt{\bar\alpha_t}\,x_0</c>.</param>
    /// <param name="display">Whether the formula stands on a line of its own.</param>
    /// <returns>
    /// A <c>span</c> with the letters for the eye (needs KaTeX's style sheet) and the same as MathML, with the TeX as
    /// its annotation, for screen readers.
    /// </returns>
    /// <exception cref="TexException">
    /// KaTeX does not know a command of the formula, or the formula is malformed.
    /// </exception>
    public static string ToHtml(string formula, bool display = false)
    {
        if (Done.TryGetValue((formula, display), out var known)) return known;
        lock (Running)
        {
            try
            {
                return Done[(formula, display)] = Render.Value.Call(formula.Trim(), display).AsString();
            }
            catch (JavaScriptException fault)
            {
                throw new TexException(formula, fault.Message);
            }
        }
    }

    private static JsValue Start()
    {
        var engine = new Engine();
        engine.Execute(EmbeddedFiles.ReadText(Folder + "/katex.min.js"));
        // Strict: what only KaTeX understands would fail in the front ends, which use MathJax.
        return engine.Evaluate("""
            (tex, displayMode) => katex.renderToString(tex, { displayMode, strict: "error", output: "htmlAndMathml" })
            """);
    }
}
