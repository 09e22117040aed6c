namespace Diffusion.Notebooks;

/// <summary>Writes one MIME type of a <see cref="Rich"/> object. Kernels find its two members by name.</summary>
/// <param name="mimeType">The MIME type that this formatter writes.</param>
public sealed class RichFormatter(string mimeType)
{
    /// <summary>The MIME type that this formatter writes.</summary>
    public string MimeType { get; } = mimeType;

    /// <summary>Writes the object's content of this MIME type.</summary>
    /// <param name="instance">The object to display.</param>
    /// <param name="writer">Where the content goes.</param>
    /// <returns>False if the object has nothing of this MIME type.</returns>
    public bool Format(object instance, TextWriter writer)
    {
        if (instance is not Rich rich || !rich.Bundle.TryGetValue(MimeType, out var content))
            return false;
        writer.Write(content);
        return true;
    }
}
