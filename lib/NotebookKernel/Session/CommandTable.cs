using Files;

namespace NotebookKernel;

/// <summary>The <c>#!</c> lines that this kernel knows, and what others mean elsewhere.</summary>
internal static class CommandTable
{
    private static readonly (string Name, string Purpose)[] Known =
    [
        ("#!about", "Shows what runs this notebook."),
        ("#!csharp", "The lines that follow are C# (also without it)."),
        ("#!fsharp", "The lines that follow are F#."),
        ("#!html", "The lines that follow are HTML to show."),
        ("#!import", "Runs a file: #!import other.ipynb (or .dib, .csx, .cs, .fsx)"),
        ("#!javascript", "The lines that follow are a script for the page that shows the notebook."),
        ("#!lsmagic", "Lists these commands."),
        ("#!markdown", "The lines that follow are Markdown to show."),
        ("#!mermaid", "The lines that follow are a diagram to draw."),
        ("#!set", "Declares a variable: #!set --name x --value 3 (or --value @fsharp:y)"),
        ("#!share", "Takes over a variable of another language: #!share --from csharp x"),
        ("#!time", "Shows how long the rest of the cell took."),
        ("#!value", "The lines that follow are text with a name: #!value --name x"),
        ("#!who", "Lists the variables of the cell's language."),
        ("#!whos", "Lists the variables with their types and values."),
    ];

    private static readonly (string Name, string Meaning)[] OfOthers =
    [
        ("connect", "connects to another kernel"), ("kql", "runs KQL"), ("powershell", "runs PowerShell"),
        ("pwsh", "runs PowerShell"), ("sql", "runs SQL"), ("vscode", "speaks to VS Code"),
        ("i", "adds a package source"),
        ("r", "references a file or package"), ("nuget", "references a package"),
    ];

    /// <summary>The names, with their <c>#!</c>.</summary>
    public static IEnumerable<string> Names => Known.Select(known => known.Name);

    /// <summary>The names with what they do, a line each.</summary>
    public static string List() => string.Join('\n', Known.Select(known => $"{known.Name,-13} {known.Purpose}"));

    /// <summary>Words for a name that is not in the table: what was meant, and where it works.</summary>
    /// <param name="name">The name without its <c>#!</c>.</param>
    public static string DescribeUnknown(string name)
    {
        const string runs =
            "It runs C#, F#, HTML, Markdown, JavaScript and Mermaid; #!lsmagic lists all that it knows.";
        if (OfOthers.FirstOrDefault(other => other.Name == name) is { Name: { } known, Meaning: var meaning })
            return known is "r" or "i" or "nuget"
                ? $"#!{known} {meaning} nowhere: without the exclamation mark, #r \"nuget: Name, 1.2.3\" does it here "
                    + "and in .NET Interactive."
                : $"#!{known} {meaning} in .NET Interactive (VS Code's Polyglot Notebooks), not in this kernel. {runs}";
        var near = Names.MinBy(other => EditDistance.Between(other, "#!" + name))!;
        return EditDistance.Between(near, "#!" + name) <= Math.Max(1, name.Length / 3)
            ? $"This kernel knows no #!{name}. Did you mean {near}? #!lsmagic lists all that it knows."
            : $"This kernel knows no #!{name}. {runs}";
    }
}
