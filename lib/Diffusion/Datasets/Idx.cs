using System.Buffers.Binary;

namespace Diffusion;

/// <summary>
/// The IDX format of MNIST (LeCun, Cortes and Burges, 1998): two zero bytes, the type (8: bytes), the number of
/// dimensions, each dimension as 4 bytes, highest first, then the numbers. Gzipped or not.
/// </summary>
public static class Idx
{
    /// <summary>Reads one image file and its label file.</summary>
    /// <param name="name">What the set is called.</param>
    /// <param name="images">The bytes of the image file.</param>
    /// <param name="imagesName">Its name, for messages.</param>
    /// <param name="labels">The bytes of the label file.</param>
    /// <param name="labelsName">Its name, for messages.</param>
    /// <param name="classes">The names of the classes.</param>
    /// <exception cref="InvalidDataException">
    /// A file is damaged, cut short or of another kind; the message names it.
    /// </exception>
    public static LabelledImages Read(
        string name, byte[] images, string imagesName, byte[] labels, string labelsName,
        IReadOnlyList<string> classes) =>
        ReadImages(name, images, imagesName, ReadLabels(labels, labelsName), classes, labelsName);

    /// <summary>Reads an image file whose labels are known already.</summary>
    internal static LabelledImages ReadImages(
        string name, byte[] images, string imagesName, byte[] labels, IReadOnlyList<string> classes,
        string labelsName = "the labels")
    {
        var (sizes, pixels) = Parse(images, imagesName, 3);
        if (sizes[0] != labels.Length)
            throw new InvalidDataException(
                $"'{imagesName}' holds {sizes[0]} images, '{labelsName}' {labels.Length} labels: they do not belong "
                + "together.");
        if (Array.FindIndex(labels, label => label >= classes.Count) is >= 0 and var bad)
            throw new InvalidDataException(
                $"'{labelsName}': image {bad} has class {labels[bad]}, but {name} has the classes 0 to "
                + $"{classes.Count - 1}. Where a file counts from 1, name a class before the first.");
        return new(name, pixels, labels, 1, sizes[1], sizes[2], classes);
    }

    /// <summary>Reads a label file.</summary>
    internal static byte[] ReadLabels(byte[] file, string name) => Parse(file, name, 1).Numbers;

    private static (int[] Sizes, byte[] Numbers) Parse(byte[] file, string name, int dimensions)
    {
        if (file is [0x1F, 0x8B, ..]) file = Gzip.Unpack(file, name);
        var header = 4 + 4 * dimensions;
        if (file.Length < header || file[0] != 0 || file[1] != 0 || file[2] != 8 || file[3] != dimensions)
            throw new InvalidDataException(
                $"'{name}' is no IDX file with {dimensions} dimension(s) of bytes: it begins with "
                + $"{Convert.ToHexString(file.AsSpan(0, Math.Min(4, file.Length)))}, expected 0000080{dimensions}.");
        var sizes = new int[dimensions];
        long total = 1;
        for (var i = 0; i < dimensions; i++)
        {
            var size = BinaryPrimitives.ReadUInt32BigEndian(file.AsSpan(4 + 4 * i));
            if (size is 0 or > 100_000_000)
                throw new InvalidDataException($"'{name}' says that dimension {i + 1} has size {size}.");
            sizes[i] = (int)size;
            total = Math.Min(total * size, int.MaxValue * 4L);
        }
        if (file.Length - header != total)
            throw new InvalidDataException(
                $"'{name}' announces {string.Join(" x ", sizes)} bytes, but holds {file.Length - header}: it is cut "
                + "short or damaged.");
        return (sizes, file[header..]);
    }
}
