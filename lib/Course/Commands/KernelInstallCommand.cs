using System.CommandLine;
using System.Reflection;
using Course.Book;
using Course.Running;
using NotebookKernel.Jupyter;

namespace Course.Commands;

/// <summary><c>course kernel install</c>: tells Jupyter of the kernel in this program.</summary>
internal static class KernelInstallCommand
{
    private static readonly string[] Logos = ["logo-32x32.png", "logo-64x64.png", "logo-svg.svg"];

    public static Command Create()
    {
        var command = new Command("install", "Makes the kernel known to Jupyter, so that notebooks open with it.");
        var (_, prefix) = KernelCommand.PlaceOptions(command);
        command.SetAction(typed =>
        {
            var output = typed.InvocationConfiguration.Output;
            var folder = KernelCommand.DataFolder(typed.GetValue(prefix));
            var installed = Install(folder);
            output.WriteLine($"Installed '{installed.DisplayName}' as {installed.Name} in {installed.Folder}");
            if (installed.Name != KernelSpec.PreferredName)
                output.WriteLine($"Another kernel is called {KernelSpec.PreferredName} and keeps that name; choose "
                    + $"{installed.Name} in a notebook's page to use this one.");
            var folders = JupyterFolders.OfThisComputer();
            if (folder is not null && !folders.Others.Append(folders.User).Select(Path.GetFullPath).Contains(folder))
                output.WriteLine($"A Jupyter that was installed elsewhere finds it with JUPYTER_PATH={folder}");
            output.WriteLine("It starts the program where it lies now; after moving that, install again.");
            return 0;
        });
        return command;
    }

    private static KernelSpec Install(string? dataFolder)
    {
        var assembly = typeof(KernelInstallCommand).Assembly;
        var version = assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion
            .Split('+')[0];
        try
        {
            return new KernelSpecs(JupyterFolders.OfThisComputer()).Install(
                dataFolder,
                [.. Self.LastingCommand(), "kernel", "run", "{connection_file}"],
                version,
                [.. Logos.Select(name => (name, EmbeddedFiles.Read(name))),
                    (MermaidScript.FileName, MermaidScript.Read())]);
        }
        catch (Exception error) when (error is UnauthorizedAccessException or IOException)
        {
            throw new UsageException(
                $"{error.Message} Install for yourself (--user), or into an environment of yours (--prefix FOLDER).");
        }
    }
}
