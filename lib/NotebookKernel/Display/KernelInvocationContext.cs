using NotebookKernel;

// The one type of .NET Interactive that notebooks use by name: through it a display can be updated there, and a
// library that references neither kernel can find it in both.
#pragma warning disable IDE0130
namespace Microsoft.DotNet.Interactive;

/// <summary>The cell that is running.</summary>
public sealed class KernelInvocationContext
{
    private readonly CellContext _cell;

    private KernelInvocationContext(CellContext cell) => _cell = cell;

    /// <summary>The cell on whose behalf the caller runs; null outside cells.</summary>
    public static KernelInvocationContext? Current =>
        CellContext.Current is { } cell ? new KernelInvocationContext(cell) : null;

    /// <summary>Says when the cell is to stop.</summary>
    public CancellationToken CancellationToken => _cell.Cancellation;

    internal CellContext Cell => _cell;
}

/// <summary>What can be shown through <see cref="KernelInvocationContext"/>.</summary>
public static class KernelInvocationContextExtensions
{
    /// <summary>Shows a value below the cell.</summary>
    /// <param name="context">The cell.</param>
    /// <param name="value">Any value.</param>
    /// <param name="mimeTypes">The types to show it in; by default those its type prefers.</param>
    /// <returns>The display, which can be updated.</returns>
    public static DisplayedValue Display(
        this KernelInvocationContext context, object? value, params string[] mimeTypes) =>
        context.Cell.Display(value, mimeTypes);

    /// <summary>Shows text that already is of a type, such as HTML.</summary>
    /// <param name="context">The cell.</param>
    /// <param name="content">The text.</param>
    /// <param name="mimeType">Its type.</param>
    /// <returns>The display; an update shows plain text in the same type.</returns>
    public static DisplayedValue DisplayAs(this KernelInvocationContext context, string content, string mimeType) =>
        context.Cell.DisplayText(content, mimeType);
}
