using System.CommandLine;
using NotebookKernel.Jupyter;

namespace Course.Commands;

/// <summary><c>course kernel uninstall</c>: makes Jupyter forget the kernel; other kernels stay.</summary>
internal static class KernelUninstallCommand
{
    public static Command Create()
    {
        var command = new Command("uninstall", "Makes Jupyter forget the kernel. Other kernels stay.");
        var (_, prefix) = KernelCommand.PlaceOptions(command);
        command.SetAction(typed =>
        {
            var output = typed.InvocationConfiguration.Output;
            var removed = new KernelSpecs(JupyterFolders.OfThisComputer())
                .Uninstall(KernelCommand.DataFolder(typed.GetValue(prefix)));
            foreach (var kernel in removed) output.WriteLine($"Removed {kernel.Name} from {kernel.Folder}");
            if (removed.Count == 0)
                output.WriteLine("The kernel was not installed there; `course kernel list` shows where kernels are.");
            return 0;
        });
        return command;
    }
}
