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
    private static readonly uint[] CrcTable = [.. Enumerable.Range(0, 256).Select(CrcOf)];

    /// <summary>Encodes a picture.</summary>
    /// <param name="picture">The pixels.</param>
    /// <param name="exact">
    /// True keeps every colour. False reduces a picture of more than 256 colours to its 256 commonest; for charts,
    /// where the others are in-between shades on the edges of letters and lines.
    /// </param>
    public static byte[] Encode(Picture picture, bool exact = true)
    {
        var table = ColourTable.Of(picture, exact);
        var (depth, rows) = table is null ? (8, Rows(picture.Rgb, 3 * picture.Width)) : PackedRows(picture, table);

        using var file = new MemoryStream();
        file.Write([0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A]);
        var header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, picture.Width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), picture.Height);
        header[8] = (byte)depth;
        header[9] = (byte)(table is null ? 2 : 3);
        WriteChunk(file, "IHDR", header);
        if (table is not null)
            WriteChunk(file, "PLTE", table.Bytes());
        WriteChunk(file, "IDAT", Smallest(rows, pixelBytes: table is null ? 3 : 1));
        WriteChunk(file, "IEND", []);
        return file.ToArray();
    }

    private static List<byte[]> Rows(byte[] bytes, int stride) => [.. bytes.Chunk(stride)];

    private static (int Depth, List<byte[]> Rows) PackedRows(Picture picture, ColourTable table)
    {
        var depth = table.Count switch { <= 2 => 1, <= 4 => 2, <= 16 => 4, _ => 8 };
        var perByte = 8 / depth;
        var rows = new List<byte[]>(picture.Height);
        for (var y = 0; y < picture.Height; y++)
        {
            var row = new byte[(picture.Width + perByte - 1) / perByte];
            for (var x = 0; x < picture.Width; x++)
                row[x / perByte] |= (byte)(table.IndexOf(picture[x, y]) << (8 - depth * (x % perByte + 1)));
            rows.Add(row);
        }
        return (depth, rows);
    }

    /// <summary>Compresses the rows unfiltered, as differences to the row above, and to the left; keeps the smallest.</summary>
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
