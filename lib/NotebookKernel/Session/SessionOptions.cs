namespace NotebookKernel;

/// <summary>How a <see cref="CSharpSession"/> is set up.</summary>
public sealed record SessionOptions
{
    /// <summary>
    /// The notebook's folder: the current directory while the session lives, and the place from which
    /// <c>#r</c> and <c>#load</c> paths start.
    /// </summary>
    public string WorkingDirectory { get; init; } = Environment.CurrentDirectory;

    /// <summary>
    /// The stack of the thread on which cells run, in bytes. The code of cells may use half of it, and 2 MB at most,
    /// before it gets an error for nesting its calls too deeply; the rest is for what it calls.
    /// </summary>
    public int StackSize { get; init; } = 64 << 20;

    /// <summary>
    /// Where the work of <c>#r "nuget: ..."</c> is kept, so that a second session needs not do it again.
    /// </summary>
    public string PackageFolder { get; init; } = Path.Combine(
        Environment.GetFolderPath(
            Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify),
        "csharp-notebook-packages");

    /// <summary>
    /// Compile something small on another thread until the first cell comes, so that it is quick; the processor is the
    /// cell's from then on.
    /// </summary>
    public bool WarmUp { get; init; } = true;
}
