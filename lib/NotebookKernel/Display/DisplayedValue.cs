using System.Text.Json.Nodes;

namespace NotebookKernel;

/// <summary>Something that a cell displayed and can display anew in the same place.</summary>
public sealed class DisplayedValue
{
    private readonly CellContext _origin;
    private readonly Func<object?, IReadOnlyDictionary<string, JsonNode?>> _format;

    internal DisplayedValue(
        CellContext origin, string displayId, Func<object?, IReadOnlyDictionary<string, JsonNode?>> format)
    {
        _origin = origin;
        DisplayId = displayId;
        _format = format;
    }

    /// <summary>The display's name in this session.</summary>
    public string DisplayId { get; }

    /// <summary>Shows another value where the first one stands, also from a later cell.</summary>
    /// <param name="updatedValue">
    /// The value, formatted in the types that were asked for, else in those it prefers. Text that updates a
    /// <c>DisplayAs</c> is taken to be of that type.
    /// </param>
    public void Update(object? updatedValue)
    {
        var output = new DisplayOutput(_format(updatedValue)) { DisplayId = DisplayId };
        (CellContext.Current ?? _origin).Outputs.Update(output);
    }
}
