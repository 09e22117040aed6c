using System.Text.Json;

namespace Diffusion.Notebooks;

/// <summary>
/// Writes a <see cref="Rich"/> object as JSON, for a cell of another language that it is shared with: a figure as
/// Plotly's own (<c>data</c>, <c>layout</c>), anything else as what it shows, MIME type to content. Kernels find its
/// two members by name.
/// </summary>
public sealed class RichJsonFormatter
{
    /// <summary>The MIME type in which kernels hand values from one language to another.</summary>
    public string MimeType => "application/json";

    /// <summary>Writes the object.</summary>
    /// <returns>False if it is no object of this library.</returns>
    public bool Format(object instance, TextWriter writer)
    {
        if (instance is not Rich rich) return false;
        writer.Write(rich.Bundle.TryGetValue(Notebooks.MimeType.Plotly, out var chart)
            ? chart
            : JsonSerializer.Serialize(rich.Bundle));
        return true;
    }
}
