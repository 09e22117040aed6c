namespace Diffusion.Notebooks;

/// <summary>The MIME types that the rich objects of this library use.</summary>
public static class MimeType
{
    /// <summary>
    /// An interactive chart: the JSON of a Plotly figure (<c>data</c>, <c>layout</c>, <c>config</c>).
    /// </summary>
    public const string Plotly = "application/vnd.plotly.v1+json";

    /// <summary>Self-contained HTML: it loads nothing.</summary>
    public const string Html = "text/html";

    /// <summary>A PNG picture, as base64 text.</summary>
    public const string Png = "image/png";

    /// <summary>One line of text.</summary>
    public const string Text = "text/plain";
}
