using System.IO.Compression;

namespace Diffusion;

/// <summary>Turns the bytes of an image file (PNG, JPEG, ...) into pixels.</summary>
/// <param name="file">The bytes of the file.</param>
/// <param name="channels">1 for grey, 3 for colour.</param>
/// <param name="size">The width and height wanted; the image is cut to a square and resized.</param>
/// <returns>channels · size · size bytes, channel after channel; null where the file is no image.</returns>
public delegate byte[]? ImageDecoder(byte[] file, int channels, int size);

/// <summary>
/// A folder or zip file of images as a data set: the images of each folder in it are a class, named after the folder;
/// an image that lies in no folder is of the class "images".
/// </summary>
public static class ImageFolder
{
    private static readonly string[] Endings = [".png", ".jpg", ".jpeg", ".webp", ".bmp", ".gif"];

    /// <summary>Reads all images, in the order of their names.</summary>
    /// <param name="path">A folder or a zip file.</param>
    /// <param name="channels">1 for grey, 3 for colour.</param>
    /// <param name="size">Width and height of every image.</param>
    /// <param name="decode">Reads the image formats.</param>
    /// <exception cref="FileNotFoundException">There is nothing at that path.</exception>
    /// <exception cref="InvalidDataException">
    /// There is no image, or one cannot be read; the message names it.
    /// </exception>
    public static LabelledImages Load(string path, int channels, int size, ImageDecoder decode)
    {
        if (size < 1)
            throw new ArgumentOutOfRangeException(
                nameof(size), size, "Images get a width and height of at least 1 pixel.");
        if (channels is not (1 or 3))
            throw new ArgumentOutOfRangeException(
                nameof(channels), channels, "Give 1 channel for grey or 3 for colour.");
        var files = Directory.Exists(path) ? FromFolder(path)
            : File.Exists(path) ? FromZip(path)
            : throw new FileNotFoundException($"'{path}' is neither a folder nor a file.", path);
        List<byte> labels = [];
        using var pixels = new MemoryStream();
        SortedDictionary<string, List<(string Name, byte[] Bytes)>> classes = new(StringComparer.Ordinal);
        foreach (var (name, bytes) in files)
        {
            var slash = name.LastIndexOf('/');
            var label = slash < 0 ? "images" : name[..slash].Split('/')[^1];
            if (!classes.TryGetValue(label, out var members)) classes.Add(label, members = []);
            members.Add((name, bytes));
        }
        if (classes.Count == 0)
            throw new InvalidDataException($"'{path}' holds no image ({string.Join(", ", Endings)}).");
        if (classes.Count > 256)
            throw new InvalidDataException(
                $"'{path}' has images in {classes.Count} folders; at most 256 classes are supported.");
        foreach (var (members, label) in classes.Values.Select((members, i) => (members, i)))
            foreach (var (name, bytes) in members.OrderBy(member => member.Name, StringComparer.Ordinal))
            {
                var image = decode(bytes, channels, size)
                    ?? throw new InvalidDataException($"'{name}' in '{path}' is no image, or is damaged.");
                pixels.Write(image);
                labels.Add((byte)label);
            }
        return new(Path.GetFileNameWithoutExtension(path.TrimEnd('/', '\\')), pixels.ToArray(), [.. labels], channels,
            size, size, [.. classes.Keys]);
    }

    private static IEnumerable<(string, byte[])> FromFolder(string path) =>
        Directory.EnumerateFiles(path, "*", SearchOption.AllDirectories).Where(IsImage)
            .Select(file => (Path.GetRelativePath(path, file).Replace('\\', '/'), File.ReadAllBytes(file)));

    private static List<(string, byte[])> FromZip(string path)
    {
        List<(string, byte[])> files = [];
        try
        {
            using var zip = ZipFile.OpenRead(path);
            foreach (var entry in zip.Entries.Where(entry => IsImage(entry.FullName)))
            {
                using var bytes = new MemoryStream();
                using (var stream = entry.Open()) stream.CopyTo(bytes);
                files.Add((entry.FullName.Replace('\\', '/'), bytes.ToArray()));
            }
        }
        catch (InvalidDataException e)
        {
            throw new InvalidDataException($"'{path}' is no zip file, or is damaged: {e.Message}", e);
        }
        return files;
    }

    private static bool IsImage(string name) => Endings.Contains(Path.GetExtension(name).ToLowerInvariant());
}
