using System.Buffers.Binary;
using System.Net;
using NotebookKernel;

namespace Course.Book;

/// <summary>
/// A picture in an output: its bytes, its size where it can be told, and words for who cannot see it.
/// </summary>
/// <param name="MimeType">For example <c>image/png</c>.</param>
/// <param name="Base64">The bytes as the notebook stores them.</param>
/// <param name="AlternativeText">The text form of the same output.</param>
public sealed record Picture(string MimeType, string Base64, string AlternativeText)
{
    private static readonly string[] Types = ["image/png", "image/webp", "image/jpeg", "image/gif"];

    /// <summary>The picture of an output, or null where it has none.</summary>
    public static Picture? In(DisplayOutput output)
    {
        foreach (var type in Types)
        {
            if (output.Text(type) is { } base64)
                return new Picture(type, base64.ReplaceLineEndings(""), output.Text("text/plain")?.Trim() ?? "Picture");
        }
        return null;
    }

    /// <summary>The first picture of a notebook, or null.</summary>
    public static Picture? FirstIn(NotebookDocument notebook) => notebook.Cells
        .SelectMany(cell => cell.Outputs).OfType<DisplayOutput>().Select(In)
        .FirstOrDefault(picture => picture is not null);

    /// <summary>The ending of a file with this picture.</summary>
    public string Extension => MimeType["image/".Length..].Replace("jpeg", "jpg");

    /// <summary>An <c>img</c> element that carries the picture itself.</summary>
    public string ToHtml()
    {
        var size = PngSize() is var (width, height) ? $" width=\"{width}\" height=\"{height}\"" : "";
        return $"<img alt=\"{WebUtility.HtmlEncode(AlternativeText)}\"{size} src=\"data:{MimeType};base64,{Base64}\">";
    }

    /// <summary>
    /// Width and height of a PNG in CSS pixels, from its first chunks: the page then keeps its place free while it
    /// loads. A picture that says it has twice the usual resolution (96 dots to the inch) is shown at half its pixels.
    /// </summary>
    public (int Width, int Height)? PngSize()
    {
        const double usual = 96 / 0.0254;
        if (MimeType != "image/png" || Base64.Length < 72) return null;
        Span<byte> head = stackalloc byte[54];
        if (!Convert.TryFromBase64Chars(Base64.AsSpan(0, 72), head, out _)) return null;
        var isInMetres = head[37..41].SequenceEqual("pHYs"u8) && head[49] == 1;
        var scale =
            isInMetres ? Math.Max(1, (int)Math.Round(BinaryPrimitives.ReadInt32BigEndian(head[41..]) / usual)) : 1;
        return (BinaryPrimitives.ReadInt32BigEndian(head[16..]) / scale,
            BinaryPrimitives.ReadInt32BigEndian(head[20..]) / scale);
    }
}
