using System.Text;

namespace Diffusion;

/// <summary>
/// 1,797 handwritten digits of 8x8 pixels with 17 shades of grey: "Optical Recognition of Handwritten Digits"
/// (Alpaydin and Kaynak, UCI Machine Learning Repository, 1998; CC BY 4.0), embedded in this assembly.
/// </summary>
public static class Digits8x8
{
    /// <summary>How many images there are.</summary>
    public const int Count = 1797;

    private const string File = "uci-digits-8x8.csv.gz";
    private const string Sha256 = "46abec6b12486ad9e51943373abcf22bbea1b5a51a1619b361570d8893f1464a";

    /// <summary>All images, [1, 8, 8] each, in the order of the original file.</summary>
    public static LabelledImages Load()
    {
        var bytes = EmbeddedData.Read(File);
        EmbeddedData.Verify(File, bytes, Sha256);
        return Parse(bytes, File);
    }

    /// <summary>
    /// Reads the gzipped table: a line an image, 64 numbers from 0 to 16 and the digit, with commas between.
    /// </summary>
    /// <exception cref="InvalidDataException">The bytes are no such table; the message names the line.</exception>
    public static LabelledImages Parse(byte[] gzip, string name)
    {
        List<byte> pixels = [], labels = [];
        var lines = Encoding.ASCII.GetString(Gzip.Unpack(gzip, name))
            .Split('\n', StringSplitOptions.RemoveEmptyEntries);
        foreach (var (line, number) in lines.Select((line, i) => (line, i + 1)))
        {
            var cells = line.Split(',');
            if (cells.Length != 65)
                throw new InvalidDataException(
                    $"'{name}', line {number}: 64 pixels and a digit are needed, but there are {cells.Length} "
                    + "numbers.");
            for (var i = 0; i < 65; i++)
            {
                if (!byte.TryParse(cells[i], out var value) || value > (i < 64 ? 16 : 9))
                    throw new InvalidDataException(
                        $"'{name}', line {number}, number {i + 1}: '{cells[i]}' is not a whole number from 0 to "
                        + $"{(i < 64 ? 16 : 9)}.");
                (i < 64 ? pixels : labels).Add(value);
            }
        }
        if (labels.Count != Count)
            throw new InvalidDataException(
                $"'{name}' holds {labels.Count} digits; all {Count} are needed. It may be cut short.");
        return new("UCI digits", [.. pixels], [.. labels], 1, 8, 8,
            ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"], white: 16);
    }
}
