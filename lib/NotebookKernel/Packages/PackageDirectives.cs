using System.Text.RegularExpressions;

namespace NotebookKernel;

/// <summary>A package that a cell asks for.</summary>
/// <param name="Directive">What stands between the quotes of <c>#r</c>.</param>
/// <param name="Id">Its name.</param>
/// <param name="Version">A version, a range, or <c>*</c> for the newest.</param>
/// <param name="Line">The line in the cell, from 1.</param>
internal sealed record PackageDirective(string Directive, string Id, string Version, int Line);

/// <summary>What a cell says about packages: <c>#r "nuget: Name, 1.2.3"</c> and <c>#i "nuget: source"</c>.</summary>
/// <param name="Code">
/// The cell without these lines: the compiler knows no <c>#i</c>, and takes one file for an <c>#r</c>, where a package
/// with what it needs has many. Line numbers are the same.
/// </param>
/// <param name="Packages">The packages.</param>
/// <param name="Sources">Where to look for them besides the user's own sources.</param>
internal sealed partial record PackageDirectives(
    string Code, IReadOnlyList<PackageDirective> Packages, IReadOnlyList<string> Sources)
{
    /// <summary>Reads a cell.</summary>
    public static PackageDirectives Read(string code)
    {
        var packages = new List<PackageDirective>();
        var sources = new List<string>();
        if (!code.Contains("nuget:", StringComparison.OrdinalIgnoreCase))
            return new PackageDirectives(code, packages, sources);
        var lines = code.Split('\n');
        for (var i = 0; i < lines.Length; i++)
        {
            if (Directive().Match(lines[i]) is not { Success: true } match)
                continue;
            var parts = match.Groups["what"].Value.Split(',', 2, StringSplitOptions.TrimEntries);
            if (match.Groups["kind"].Value.Equals("r", StringComparison.OrdinalIgnoreCase))
                packages.Add(new PackageDirective(
                    match.Groups["text"].Value, parts[0], parts.Length > 1 ? parts[1] : "*", i + 1));
            else
                sources.Add(match.Groups["what"].Value.Trim());
            lines[i] = "";
        }
        return new PackageDirectives(string.Join('\n', lines), packages, sources);
    }

    [GeneratedRegex("""^\s*#(?<kind>[ri])\s+"(?<text>nuget:(?<what>[^"]+))"\s*(//.*)?$""", RegexOptions.IgnoreCase)]
    private static partial Regex Directive();
}
