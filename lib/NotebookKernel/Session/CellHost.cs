namespace NotebookKernel;

/// <summary>What the languages of a session share: its folder and thread, its assemblies, its packages.</summary>
internal sealed class CellHost
{
    public CellHost(string folder, SessionThread thread, string packageFolder)
    {
        Folder = folder;
        Thread = thread;
        var host = new HostAssemblies();
        Loader = new SessionLoadContext(host);
        References = new ReferenceResolver(folder, host, Loader);
        Packages = new SessionPackages(new PackageRestorer(packageFolder, folder), References);
    }

    /// <summary>The notebook's folder.</summary>
    public string Folder { get; }

    /// <summary>The thread on which all cells run.</summary>
    public SessionThread Thread { get; }

    /// <summary>Loads what cells compile and reference.</summary>
    public SessionLoadContext Loader { get; }

    /// <summary>Finds what <c>#r</c> names.</summary>
    public ReferenceResolver References { get; }

    /// <summary>The packages that cells asked for.</summary>
    public SessionPackages Packages { get; }

    /// <summary>Shows the value of a cell's last expression; one that is displayed already is shown once.</summary>
    public void ShowResult(object? value, RunningCell cell)
    {
        if (value is DisplayedValue or Microsoft.DotNet.Interactive.Formatting.DisplayedValue)
            return;

        // Showing a value can run the cell's code too: its ToString, a sequence that is still to be computed.
        var shown = Thread.RunCellCode(() => MimeBundle.Of(value, []));
        cell.Context.Outputs.Add(new DisplayOutput(shown) { IsResult = true, ExecutionCount = cell.Number });
    }
}
