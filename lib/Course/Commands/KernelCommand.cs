using System.CommandLine;
using NotebookKernel.Jupyter;

namespace Course.Commands;

/// <summary><c>course kernel</c>: the C# kernel for Jupyter front ends.</summary>
internal static class KernelCommand
{
    public static Command Create() => new("kernel", "The C# kernel for VS Code, JupyterLab and other notebook pages.")
    {
        KernelInstallCommand.Create(),
        KernelUninstallCommand.Create(),
        KernelListCommand.Create(),
        KernelRunCommand.Create(),
    };

    /// <summary>The two ways to say where a kernel is, or is to be, installed.</summary>
    public static (Option<bool> User, Option<string?> Prefix) PlaceOptions(Command command)
    {
        var user = new Option<bool>("--user") { Description = "For you alone. This is the default." };
        var prefix = new Option<string?>("--prefix")
        {
            Description = "For everybody who uses the Python installation or environment in FOLDER.",
            HelpName = "FOLDER",
        };
        command.Add(user);
        command.Add(prefix);
        command.Validators.Add(result =>
        {
            if (result.GetValue(user) && result.GetValue(prefix) is not null)
                result.AddError("--user and --prefix name two places; give one of them.");
        });
        return (user, prefix);
    }

    /// <summary>Jupyter's data folder in a prefix; null for the person's own.</summary>
    public static string? DataFolder(string? prefix) =>
        prefix is null ? null : JupyterFolders.OfPrefix(Path.GetFullPath(prefix));
}
