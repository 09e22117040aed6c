using Files;

namespace NotebookKernel.Jupyter;

/// <summary>The kernels that are installed on a computer, and the place of ours among them.</summary>
public sealed class KernelSpecs(JupyterFolders folders)
{
    /// <summary>All kernels, in the order in which Jupyter looks for them.</summary>
    public IReadOnlyList<KernelSpec> List() =>
        [.. new[] { folders.User }.Concat(folders.Others).Distinct().SelectMany(ListIn)];

    /// <summary>Writes our kernel's description.</summary>
    /// <param name="dataFolder">Jupyter's data folder to write to; null for this person's.</param>
    /// <param name="command">The program and its arguments, with <c>{connection_file}</c> among them.</param>
    /// <param name="version">Our version.</param>
    /// <param name="files">Further files of the description, such as logos: name and bytes.</param>
    /// <returns>What was installed.</returns>
    public KernelSpec Install(
        string? dataFolder,
        IEnumerable<string> command,
        string version,
        IEnumerable<(string Name, byte[] Content)> files)
    {
        var target = dataFolder ?? folders.User;
        var isTaken = List().Concat(ListIn(target))
            .Any(kernel => kernel.Name == KernelSpec.PreferredName && !kernel.IsOurs);
        var folder = Path.Combine(KernelFolder(target), isTaken ? KernelSpec.OtherName : KernelSpec.PreferredName);
        foreach (var (name, content) in files)
            WholeFile.Write(Path.Combine(folder, name), content);
        WholeFile.Write(Path.Combine(folder, KernelSpec.FileName), KernelSpec.Write(command, version));
        return KernelSpec.Read(folder)!;
    }

    /// <summary>Removes our kernel's descriptions.</summary>
    /// <param name="dataFolder">Jupyter's data folder to remove them from; null for this person's.</param>
    /// <returns>What was removed.</returns>
    public IReadOnlyList<KernelSpec> Uninstall(string? dataFolder)
    {
        var ours = ListIn(dataFolder ?? folders.User).Where(kernel => kernel.IsOurs).ToList();
        foreach (var kernel in ours)
            Directory.Delete(kernel.Folder, recursive: true);
        return ours;
    }

    private static string KernelFolder(string dataFolder) => Path.Combine(dataFolder, "kernels");

    private static IEnumerable<KernelSpec> ListIn(string dataFolder)
    {
        var kernels = KernelFolder(dataFolder);
        return Directory.Exists(kernels)
            ? Directory.GetDirectories(kernels).Order(StringComparer.Ordinal).Select(KernelSpec.Read)
                .OfType<KernelSpec>()
            : [];
    }
}
