using System.Text.RegularExpressions;

namespace Diffusion.Notebooks;

/// <summary>
/// Makes one script of the modules in this folder: without import and export, comments and indents, in a function of
/// its own, so that it meets nothing else on the page.
/// </summary>
internal static partial class SimulationScript
{
    private static readonly Lazy<string> StyleText = new(() => Resource("simulation.css"));

    /// <summary>The style sheet of all simulations.</summary>
    public static string Style => StyleText.Value;

    /// <summary>The script that starts every simulation of a kind on its page.</summary>
    public static string For(string kind) =>
        $"(function () {{\n'use strict';\n{Of($"{kind}-view.js")}\nrun('{kind}');\n}})();";

    /// <summary>A module and all that it imports, each once, what is needed first.</summary>
    /// <param name="modules">Names of files in this folder.</param>
    public static string Of(params string[] modules)
    {
        List<string> seen = [], texts = [];
        foreach (var module in modules) Add(module, seen, texts);
        return string.Join('\n', texts);
    }

    private static void Add(string module, List<string> seen, List<string> texts)
    {
        if (seen.Contains(module)) return;
        seen.Add(module);
        var source = Resource(module);
        foreach (Match import in Import().Matches(source)) Add(import.Groups[1].Value, seen, texts);
        var code = Export().Replace(Import().Replace(Comment().Replace(source, ""), ""), "");
        texts.Add(string.Join('\n', code.Split('\n').Select(line => line.Trim()).Where(line => line.Length > 0)));
    }

    private static string Resource(string name)
    {
        using var reader = new StreamReader(
            typeof(SimulationScript).Assembly.GetManifestResourceStream("Simulations/" + name)
                ?? throw new InvalidOperationException(
                    $"'Simulations/{name}' is not embedded in Diffusion.Notebooks.dll. Rebuild "
                    + "lib/Diffusion.Notebooks."));
        return reader.ReadToEnd().TrimEnd();
    }

    [GeneratedRegex(@"^import .* from '\./(.*)';$", RegexOptions.Multiline)]
    private static partial Regex Import();

    [GeneratedRegex("^export ", RegexOptions.Multiline)]
    private static partial Regex Export();

    /// <summary>Comments that have their lines for themselves.</summary>
    [GeneratedRegex(@"^\s*(//.*|/\*\*(.|\n)*?\*/)$", RegexOptions.Multiline)]
    private static partial Regex Comment();
}
