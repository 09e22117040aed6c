namespace Diffusion;

/// <summary>
/// The binary format of CIFAR-10 (Krizhevsky, 2009): records of 3,073 bytes, the class and 32x32 pixels of red, then of
/// green, then of blue.
/// </summary>
public static class Cifar10Binary
{
    /// <summary>The classes, in the order of their numbers.</summary>
    public static IReadOnlyList<string> Classes { get; } =
        ["airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck"];

    private const int Record = 3073;

    /// <summary>Reads one or several batch files into one set.</summary>
    /// <param name="name">What the set is called.</param>
    /// <param name="files">The files' names, for messages, and their bytes.</param>
    /// <exception cref="InvalidDataException">A file is damaged or cut short; the message names it.</exception>
    public static LabelledImages Read(string name, IReadOnlyList<(string Name, byte[] Bytes)> files)
    {
        foreach (var (file, bytes) in files)
        {
            if (bytes.Length == 0 || bytes.Length % Record != 0)
                throw new InvalidDataException(
                    $"'{file}' has {bytes.Length} bytes; records of {Record} would leave {bytes.Length % Record} over. "
                    + "It is cut short or no CIFAR-10 file.");
            for (var i = 0; i < bytes.Length; i += Record)
                if (bytes[i] > 9)
                    throw new InvalidDataException(
                        $"'{file}': record {i / Record} has class {bytes[i]}; there are 0 to 9.");
        }
        var count = files.Sum(file => file.Bytes.Length / Record);
        var (pixels, labels) = (new byte[count * (Record - 1)], new byte[count]);
        var n = 0;
        foreach (var (_, bytes) in files)
            for (var i = 0; i < bytes.Length; i += Record, n++)
            {
                labels[n] = bytes[i];
                bytes.AsSpan(i + 1, Record - 1).CopyTo(pixels.AsSpan(n * (Record - 1)));
            }
        return new(name, pixels, labels, 3, 32, 32, Classes);
    }
}
