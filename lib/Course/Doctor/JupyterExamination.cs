using NotebookKernel.Jupyter;

namespace Course.Doctor;

/// <summary>
/// Looks for Jupyter, and for the course's kernel among those that Jupyter knows; starts it, to be sure.
/// </summary>
internal static class JupyterExamination
{
    private const string Name = "Jupyter";

    /// <summary>
    /// A kernel answers within two seconds; on a busy machine later, and a process that lives is waited for.
    /// </summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    public static Finding Of()
    {
        var jupyter = Programs.Find("jupyter", "jupyter-lab") ?? "not on PATH";
        var kernels = new KernelSpecs(JupyterFolders.OfThisComputer()).List();
        var ours = kernels.FirstOrDefault(kernel => kernel.IsOurs);
        if (ours is not null)
            return KernelTrial.FindFault(ours, Patience) is { } fault
                ? new(Health.Optional, Name, $"{jupyter}; the kernel in {ours.Folder} is broken",
                    $"{fault} Install it again: course kernel install")
                : new(Health.Good, Name, $"{jupyter}; the kernel in {ours.Folder} starts and answers");
        var other = kernels.FirstOrDefault(kernel => kernel.Name == KernelSpec.PreferredName);
        var found = other is null
            ? "without a C# kernel"
            : $"with another C# kernel in {other.Folder}, without the course's own";
        return new(Health.Optional, Name, $"{jupyter}; {found}",
            "The course runs without it; to run cells by hand in Jupyter or VS Code, give them the course's kernel: "
            + "course kernel install");
    }
}
