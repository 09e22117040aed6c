namespace Diffusion.Notebooks;

/// <summary>
/// Lists the formatters of <see cref="Rich"/> objects; a kernel creates it by the attribute on the type.
/// </summary>
public sealed class RichFormatterSource
{
    /// <summary>
    /// One formatter for each MIME type that is displayed; each declines an object whose bundle lacks that type. And
    /// one for what a cell of another language is given.
    /// </summary>
    public IEnumerable<object> CreateTypeFormatters() =>
    [
        new RichFormatter(MimeType.Plotly), new RichFormatter(MimeType.Html), new RichFormatter(MimeType.Png),
        new RichFormatter(MimeType.Text), new RichJsonFormatter(),
    ];
}
