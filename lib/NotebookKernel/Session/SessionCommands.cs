using System.Reflection;
using System.Runtime.InteropServices;
using System.Text;
using Microsoft.DotNet.Interactive.Formatting;

namespace NotebookKernel;

/// <summary>The <c>#!</c> commands that ask the session something.</summary>
internal static class SessionCommands
{
    private static readonly (string Name, string Purpose)[] Known =
    [
        ("#!about", "Shows what runs this notebook."),
        ("#!csharp", "The lines that follow are C# (also without it)."),
        ("#!html", "The lines that follow are HTML to show."),
        ("#!lsmagic", "Lists these commands."),
        ("#!markdown", "The lines that follow are Markdown to show."),
        ("#!set", "Declares a variable: #!set --name x --value 3"),
        ("#!time", "Shows how long the rest of the cell took."),
        ("#!who", "Lists the variables that cells declared."),
        ("#!whos", "Lists the variables with their types and values."),
    ];

    /// <summary>The commands' names, with their <c>#!</c>.</summary>
    public static IEnumerable<string> Names => Known.Select(known => known.Name);

    public static void Run(CommandPart command, string cellName, CellContext cell, SessionVariables variables)
    {
        switch (command.Name)
        {
            case "about":
                cell.DisplayText(About(), "text/plain");
                break;
            case "lsmagic":
                cell.DisplayText(string.Join('\n', Known.Select(known => $"{known.Name,-11} {known.Purpose}")), "text/plain");
                break;
            case "who":
                cell.DisplayText(string.Join(" ", variables.List().Select(variable => variable.Name)), "text/plain");
                break;
            case "whos":
                cell.DisplayText(Table(variables.List()), "text/plain");
                break;
            default:
                throw new CellFailedException(CellError.Command(
                    cellName,
                    command.Line,
                    $"This kernel knows no #!{command.Name}. It knows {string.Join(", ", Known.Select(known => known.Name))}."));
        }
    }

    private static string About()
    {
        var version = typeof(SessionCommands).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>();
        return $"NotebookKernel {version?.InformationalVersion.Split('+')[0]}: C# 14 on {RuntimeInformation.FrameworkDescription}";
    }

    private static string Table(IReadOnlyList<SessionVariable> variables)
    {
        var nameWidth = variables.Select(variable => variable.Name.Length).DefaultIfEmpty(0).Max();
        var text = new StringBuilder();
        foreach (var variable in variables)
        {
            var value = variable.Value.ToDisplayString("text/plain").Split('\n')[0];
            text.Append(variable.Name.PadRight(nameWidth)).Append("  ").Append(variable.Type.Name).Append("  ").AppendLine(value);
        }
        return text.ToString().TrimEnd();
    }
}
