using System.CommandLine;
using NotebookKernel.Jupyter;

namespace Course.Commands;

/// <summary><c>course kernel list</c>: what Jupyter knows, and whether ours would start.</summary>
internal static class KernelListCommand
{
    public static Command Create()
    {
        var command = new Command(
            "list", "Shows the kernels that Jupyter knows, and whether their programs are still there.");
        command.SetAction(typed =>
        {
            Write(typed.InvocationConfiguration.Output, new KernelSpecs(JupyterFolders.OfThisComputer()).List());
            return 0;
        });
        return command;
    }

    private static void Write(TextWriter output, IReadOnlyList<KernelSpec> kernels)
    {
        var width = kernels.Select(kernel => kernel.Name.Length).DefaultIfEmpty(0).Max();
        foreach (var kernel in kernels)
        {
            output.WriteLine(
                $"{(kernel.IsOurs ? "*" : " ")} {kernel.Name.PadRight(width)}  {kernel.DisplayName}  {kernel.Folder}");
            if (kernel.MissingFile is not { } missing) continue;
            var advice = kernel.IsOurs ? " Run `course kernel install` again." : "";
            output.WriteLine($"  {new string(' ', width)}  does not start: {missing} is not there.{advice}");
        }
        output.WriteLine(kernels.Any(kernel => kernel.IsOurs)
            ? "* the kernel of this course"
            : "The kernel of this course is not among them. `course kernel install` adds it.");
    }
}
