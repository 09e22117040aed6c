using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace NotebookKernel;

/// <summary>What a cell shows whose text is for the page: HTML, Markdown, a script, a diagram.</summary>
internal static class TextOutput
{
    /// <summary>The type in which JupyterLab, VS Code and the book know a diagram.</summary>
    public const string MermaidType = "text/vnd.mermaid";

    // Inside a script element only "<" could end the data early; the default encoder writes it as \u003c.
    private static readonly JsonSerializerOptions InScript = new() { Encoder = JavaScriptEncoder.Default };

    /// <summary>The output of a part of a cell.</summary>
    /// <param name="language">A language of pages.</param>
    /// <param name="text">The text.</param>
    /// <param name="shared">What was shared with scripts: names and JSON.</param>
    public static DisplayOutput Of(CellLanguage language, string text, IReadOnlyDictionary<string, string> shared) =>
        new(language switch
        {
            CellLanguage.Html => MimeBundle.OfText(text, "text/html"),
            CellLanguage.Markdown => MimeBundle.OfText(text, "text/markdown"),
            CellLanguage.JavaScript => Script(text, shared),
            CellLanguage.Mermaid => Diagram(text),
            _ => MimeBundle.OfText(text, "text/plain"),
        });

    private static Dictionary<string, JsonNode?> Script(string code, IReadOnlyDictionary<string, string> shared)
    {
        // Only what the script names: each output stands for itself, and a long list need not be in all of them.
        var used = shared.Where(value => code.Contains(value.Key, StringComparison.Ordinal))
            .OrderBy(value => value.Key, StringComparer.Ordinal)
            .ToDictionary(value => value.Key, value => JsonNode.Parse(value.Value));
        var values = JsonSerializer.Serialize(used, InScript);
        var id = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(code + values)))[..8];
        var script = Resource("script-cell.js")
            .Replace("ID", id, StringComparison.Ordinal)
            .Replace("SHARED", values, StringComparison.Ordinal)
            .Replace("CODE", JsonSerializer.Serialize(code, InScript), StringComparison.Ordinal);
        var lines = code.Split('\n').Length;
        return new Dictionary<string, JsonNode?>
        {
            ["text/html"] = $"<div data-dn-script=\"{id}\"></div><script type=\"text/javascript\">\n{script}</script>",
            ["text/plain"] = string.Create(
                CultureInfo.InvariantCulture,
                $"[{lines} line{(lines == 1 ? "" : "s")} of JavaScript, run by the page that shows this notebook]"),
        };
    }

    private static Dictionary<string, JsonNode?> Diagram(string text) => new()
    {
        [MermaidType] = text,
        ["text/html"] = $"<pre class=\"mermaid\">{WebUtility.HtmlEncode(text)}</pre>"
            + $"<script type=\"text/javascript\">\n{Resource("diagram.js")}</script>",
        ["text/plain"] = text,
    };

    private static string Resource(string name)
    {
        using var stream = typeof(TextOutput).Assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"{name} was not built into the library.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
