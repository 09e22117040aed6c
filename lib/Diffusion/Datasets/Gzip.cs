using System.Buffers.Binary;
using System.IO.Compression;

namespace Diffusion;

/// <summary>Unpacks gzip files whole, or says what is wrong with them.</summary>
internal static class Gzip
{
    /// <summary>The unpacked bytes.</summary>
    /// <exception cref="InvalidDataException">The bytes are no gzip file, are cut short or damaged.</exception>
    internal static byte[] Unpack(byte[] packed, string name)
    {
        // 10 bytes of header, at least 2 of data, 8 with the checksum and the length.
        if (packed.Length < 20 || packed[0] != 0x1F || packed[1] != 0x8B)
            throw new InvalidDataException($"'{name}' is no gzip file ({packed.Length} bytes).");
        using var unpacked = new MemoryStream();
        try
        {
            using var stream = new GZipStream(new MemoryStream(packed), CompressionMode.Decompress);
            stream.CopyTo(unpacked);
        }
        catch (InvalidDataException e)
        {
            throw new InvalidDataException($"'{name}' is damaged: {e.Message}", e);
        }
        // A file that is cut off ends silently: the length at its end tells.
        var length = BinaryPrimitives.ReadUInt32LittleEndian(packed.AsSpan(packed.Length - 4));
        if (length != (uint)unpacked.Length)
            throw new InvalidDataException(
                $"'{name}' is cut short or damaged: {unpacked.Length} bytes unpacked, {length} announced.");
        return unpacked.ToArray();
    }
}
