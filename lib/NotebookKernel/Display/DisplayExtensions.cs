using Microsoft.DotNet.Interactive.Formatting.TabularData;
using NotebookKernel;

// In no namespace, and so before those that the formatters bring in System: theirs know neither the words beside a
// value nor where an update belongs. Libraries that call theirs are heard as well (LibraryDisplays).
#pragma warning disable IDE0130, CA1050
/// <summary>Ways to show a value, written behind it.</summary>
public static class DisplayExtensions
{
    /// <summary>Shows the value below the cell.</summary>
    /// <param name="value">Any value.</param>
    /// <param name="mimeTypes">The types to show it in; by default those its type prefers.</param>
    /// <returns>The display, which can be updated.</returns>
    public static DisplayedValue Display(this object? value, params string[] mimeTypes) =>
        CellFunctions.display(value, mimeTypes);

    /// <summary>Shows text that already is of a type, such as HTML.</summary>
    /// <param name="value">The text.</param>
    /// <param name="mimeType">Its type, for example <c>text/html</c>.</param>
    /// <returns>The display; an update shows plain text in the same type.</returns>
    public static DisplayedValue DisplayAs(this string value, string mimeType) =>
        CellContext.Require("DisplayAs").DisplayText(value, mimeType);

    /// <summary>Shows a sequence as a table, one row an item, one column a property.</summary>
    /// <param name="source">The items.</param>
    /// <param name="mimeTypes">The types to show it in; by default those of tables.</param>
    /// <returns>The display, which can be updated.</returns>
    public static DisplayedValue DisplayTable<T>(this IEnumerable<T> source, params string[] mimeTypes) =>
        CellFunctions.display(source.ToTabularDataResource(), mimeTypes);
}
