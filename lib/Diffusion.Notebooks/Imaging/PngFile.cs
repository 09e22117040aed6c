using System.Buffers.Binary;
using System.IO.Compression;

namespace Diffusion.Notebooks;

/// <summary>
/// Writes small PNG files: a colour table of 2 to 256 entries where the picture allows it, else 24 bits a pixel.
/// </summary>
/// <remarks>
/// Notebooks keep dozens of pictures as base64 text, so size matters more than speed here: a chart with a colour
/// table is a third of the same chart in 24 bits. Format: W3C, Portable Network Graphics, third edition.
/// </remarks>
internal static class PngFile
{
    /// <summary>96 to the inch.</summary>
    private const int CssPixelsAMetre = 3780;

    private static readonly uint[] CrcTable = [.. Enumerable.Range(0, 256).Select(CrcOf)];

    /// <summary>Encodes a picture.</summary>
    /// <param name="picture">The pixels.</param>
    /// <param name="exact">
    /// True keeps every colour. False reduces a picture of more than 256 colours to its 256 commonest; for charts,
    /// where the others are in-between shades on the edges of letters and lines.
    /// </param>
    /// <param name="scale">
    /// Pixels of the picture for each CSS pixel, written as its resolution: the book shows it that much smaller, sharp
    /// on fine screens and on paper.
    /// </param>
    public static byte[] Encode(Picture picture, bool exact = true, int scale = 1)
    {
        var table = ColourTable.Of(picture, exact);
        using var file = new MemoryStream();
        WriteHeader(file, picture, table);
        if (scale > 1)
            WriteChunk(file, "pHYs", [.. Numbers(CssPixelsAMetre * scale, CssPixelsAMetre * scale), 1]);
        if (table is not null)
            WriteChunk(file, "PLTE", table.Bytes());
        WriteChunk(file, "IDAT", Data(picture, table));
        WriteChunk(file, "IEND", []);
        return file.ToArray();
    }

    /// <summary>
    /// Encodes pictures as an animated PNG that plays for ever; what knows no animation shows the last of them.
    /// </summary>
    /// <param name="frames">Pictures of one size.</param>
    /// <param name="milliseconds">How long each is shown.</param>
    /// <remarks>W3C, Portable Network Graphics, third edition, sections 11.3.4.1 to 11.3.4.3.</remarks>
    public static byte[] EncodeFilm(IReadOnlyList<Picture> frames, IReadOnlyList<int> milliseconds)
    {
        var last = frames[^1];
        var table = ColourTable.Of(new Picture(
            last.Width, last.Height * frames.Count, [.. frames.SelectMany(frame => frame.Rgb)]), exact: true);
        using var file = new MemoryStream();
        WriteHeader(file, last, table);
        WriteChunk(file, "acTL", Numbers(frames.Count, 0));
        if (table is not null)
            WriteChunk(file, "PLTE", table.Bytes());
        // Without a frame control before it, this picture is the still and no part of the film.
        WriteChunk(file, "IDAT", Data(last, table));
        for (var (frame, sequence) = (0, 0); frame < frames.Count; frame++)
        {
            byte[] delay = [(byte)(milliseconds[frame] >> 8), (byte)milliseconds[frame], 1000 >> 8, 1000 & 255, 0, 0];
            WriteChunk(file, "fcTL", [.. Numbers(sequence++, last.Width, last.Height, 0, 0), .. delay]);
            WriteChunk(file, "fdAT", [.. Numbers(sequence++), .. Data(frames[frame], table)]);
        }
        WriteChunk(file, "IEND", []);
        return file.ToArray();
    }

    private static void WriteHeader(Stream file, Picture picture, ColourTable? table)
    {
        file.Write([0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A]);
        byte[] kind = [(byte)(table is null ? 8 : Depth(table)), (byte)(table is null ? 2 : 3), 0, 0, 0];
        WriteChunk(file, "IHDR", [.. Numbers(picture.Width, picture.Height), .. kind]);
    }

    private static byte[] Data(Picture picture, ColourTable? table) => table is null
        ? Smallest(Rows(picture.Rgb, 3 * picture.Width), pixelBytes: 3)
        : Smallest(PackedRows(picture, table), pixelBytes: 1);

    private static byte[] Numbers(params int[] numbers)
    {
        var bytes = new byte[4 * numbers.Length];
        for (var i = 0; i < numbers.Length; i++)
            BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(4 * i), numbers[i]);
        return bytes;
    }

    private static int Depth(ColourTable table) => table.Count switch { <= 2 => 1, <= 4 => 2, <= 16 => 4, _ => 8 };

    private static List<byte[]> Rows(byte[] bytes, int stride) => [.. bytes.Chunk(stride)];

    private static List<byte[]> PackedRows(Picture picture, ColourTable table)
    {
        var depth = Depth(table);
        var perByte = 8 / depth;
        var rows = new List<byte[]>(picture.Height);
        for (var y = 0; y < picture.Height; y++)
        {
            var row = new byte[(picture.Width + perByte - 1) / perByte];
            for (var x = 0; x < picture.Width; x++)
                row[x / perByte] |= (byte)(table.IndexOf(picture[x, y]) << (8 - depth * (x % perByte + 1)));
            rows.Add(row);
        }
        return rows;
    }

    /// <summary>
    /// Compresses the rows unfiltered, as differences to the row above, and to the left; keeps the smallest.
    /// </summary>
    private static byte[] Smallest(List<byte[]> rows, int pixelBytes) =>
        Enumerable.Range(0, 3).Select(filter => Compress(rows, filter, pixelBytes)).MinBy(data => data.Length)!;

    private static byte[] Compress(List<byte[]> rows, int filter, int pixelBytes)
    {
        using var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, CompressionLevel.SmallestSize, leaveOpen: true))
        {
            var line = new byte[rows[0].Length + 1];
            line[0] = (byte)filter;
            for (var y = 0; y < rows.Count; y++)
            {
                for (var i = 0; i < rows[y].Length; i++)
                {
                    var near = filter switch
                    {
                        1 => i >= pixelBytes ? rows[y][i - pixelBytes] : 0,
                        2 => y > 0 ? rows[y - 1][i] : 0,
                        _ => 0,
                    };
                    line[i + 1] = (byte)(rows[y][i] - near);
                }
                zlib.Write(line);
            }
        }
        return packed.ToArray();
    }

    private static void WriteChunk(Stream file, string type, byte[] data)
    {
        var chunk = new byte[data.Length + 12];
        BinaryPrimitives.WriteInt32BigEndian(chunk, data.Length);
        for (var i = 0; i < 4; i++)
            chunk[4 + i] = (byte)type[i];
        data.CopyTo(chunk, 8);
        var crc = uint.MaxValue;
        foreach (var value in chunk.AsSpan(4, data.Length + 4))
            crc = CrcTable[(byte)(crc ^ value)] ^ (crc >> 8);
        BinaryPrimitives.WriteUInt32BigEndian(chunk.AsSpan(data.Length + 8), ~crc);
        file.Write(chunk);
    }

    private static uint CrcOf(int value)
    {
        var crc = (uint)value;
        for (var bit = 0; bit < 8; bit++)
            crc = (crc & 1) == 1 ? 0xEDB88320 ^ (crc >> 1) : crc >> 1;
        return crc;
    }
}
