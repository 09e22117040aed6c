using Files;

namespace Diffusion.Notebooks;

/// <summary>
/// An object that a notebook shows as more than text. It says the same thing in several MIME types; a front end takes
/// the richest one that it knows. Every bundle has a picture and one line of text.
/// </summary>
[TypeFormatterSource(typeof(RichFormatterSource), PreferredMimeTypes = [MimeType.Html, MimeType.Png, MimeType.Text])]
public abstract class Rich
{
    private IReadOnlyDictionary<string, string>? bundle;

    /// <summary>
    /// What is displayed: MIME type to content, made once and kept until the object changes. Pictures are base64 text.
    /// The same content always gives the same text, byte for byte.
    /// </summary>
    public IReadOnlyDictionary<string, string> Bundle => bundle ??= CreateBundle();

    /// <summary>The picture of this object, as the bytes of a PNG file.</summary>
    public byte[] ToPng() => Convert.FromBase64String(Bundle[MimeType.Png]);

    /// <summary>Writes the picture of this object to a PNG file.</summary>
    /// <param name="path">The file; one that is there is replaced, whole or not at all.</param>
    public void SavePng(string path) => WholeFile.Write(path, ToPng());

    /// <summary>One line of text that says what this object shows.</summary>
    public abstract override string ToString();

    /// <summary>Makes the bundle; called at most once between two changes.</summary>
    private protected abstract IReadOnlyDictionary<string, string> CreateBundle();

    /// <summary>Forgets the bundle, because what it shows has changed.</summary>
    private protected void Changed() => bundle = null;
}
