using System.Reflection;
using System.Runtime.InteropServices;
using System.Text;
using Microsoft.DotNet.Interactive.Formatting;

namespace NotebookKernel;

/// <summary>The <c>#!</c> commands that ask the session something.</summary>
internal static class SessionCommands
{
    public static void Run(CommandPart command, RunningCell cell, SharedValues values)
    {
        switch (command.Name)
        {
            case "about":
                cell.Context.DisplayText(About(), "text/plain");
                break;
            case "lsmagic":
                cell.Context.DisplayText(CommandTable.List(), "text/plain");
                break;
            case "who":
                var names = values.List(command.Language).Select(variable => variable.Name);
                cell.Context.DisplayText(string.Join(" ", names), "text/plain");
                break;
            case "whos":
                cell.Context.DisplayText(Table(values.List(command.Language)), "text/plain");
                break;
            default:
                throw cell.Fail(command.Line, CommandTable.DescribeUnknown(command.Name));
        }
    }

    private static string About()
    {
        var version = typeof(SessionCommands).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>();
        return $"NotebookKernel {version?.InformationalVersion.Split('+')[0]}: C# 14 and F# on "
            + $"{RuntimeInformation.FrameworkDescription}";
    }

    private static string Table(IReadOnlyList<SessionVariable> variables)
    {
        var nameWidth = variables.Select(variable => variable.Name.Length).DefaultIfEmpty(0).Max();
        var text = new StringBuilder();
        foreach (var variable in variables)
        {
            var value = variable.Value.ToDisplayString("text/plain").Split('\n')[0];
            text.Append(variable.Name.PadRight(nameWidth)).Append("  ").Append(variable.Type.Name).Append("  ")
                .AppendLine(value);
        }
        return text.ToString().TrimEnd();
    }
}
