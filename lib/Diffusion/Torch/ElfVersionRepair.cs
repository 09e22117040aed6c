using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Files;

namespace Diffusion;

/// <summary>
/// Lets a Linux library load where the system's libstdc++ is a little older than the one it was linked with, provided
/// that nothing in the library depends on the newer version.
/// </summary>
/// <remarks>
/// TorchSharp 0.107 carries a version need for GLIBCXX_3.4.32 (GCC 13); Debian 12 and Ubuntu 22.04 end at 3.4.30. The
/// one symbol bound to that version, <c>_ZSt21ios_base_library_initv</c>, is a link-time marker that no relocation
/// uses. Marking the need as weak (<c>VER_FLG_WEAK</c>) in a copy of the file makes the loader pass over it. A library
/// that really uses a symbol of the missing version is refused.
/// </remarks>
public static partial class ElfVersionRepair
{
    private const int WeakFlag = 0x2;
    private const long TagStringTable = 5, TagSymbolTable = 6, TagRela = 7, TagRelaSize = 8, TagRelaEntry = 9,
        TagPltRelSize = 2, TagJmpRel = 23, TagVerSym = 0x6ffffff0, TagVerNeed = 0x6ffffffe, TagVerNeedCount = 0x6fffffff;

    [GeneratedRegex(@"version [`'](?<version>GLIBCXX_[0-9.]+)' not found")]
    private static partial Regex MissingVersion();

    /// <summary>Whether a loader's message says that a version of libstdc++ is missing.</summary>
    public static bool NamesMissingVersion(string message) => MissingVersion().IsMatch(message);

    /// <summary>
    /// The path of a repaired copy of <paramref name="library"/> in the user's cache, made when it is not there yet.
    /// </summary>
    /// <param name="library">An ELF shared library.</param>
    /// <param name="loaderMessage">The loader's message, which names the missing version.</param>
    /// <exception cref="InvalidDataException">The library really needs the missing version.</exception>
    public static string CachedCopy(string library, string loaderMessage)
    {
        var version = MissingVersion().Match(loaderMessage).Groups["version"].Value;
        var original = File.ReadAllBytes(library);
        var hash = Convert.ToHexStringLower(SHA256.HashData(original).AsSpan(0, 8));
        var repaired = Repair(original, version);
        var place = Path.Combine("native", $"{hash}-{version}", Path.GetFileName(library));
        string[] copies = [Path.Combine(CacheFolder.Path, place), Path.Combine(CacheFolder.Writable, place)];
        foreach (var copy in copies)
            if (File.Exists(copy) && File.ReadAllBytes(copy).AsSpan().SequenceEqual(repaired)) return copy;

        WholeFile.Write(copies[^1], repaired);
        return copies[^1];
    }

    /// <summary>A copy of an ELF file's bytes in which the need for <paramref name="version"/> is weak.</summary>
    /// <exception cref="InvalidDataException">
    /// Not a 64-bit little-endian ELF library, or a relocation uses a symbol of that version.
    /// </exception>
    public static byte[] Repair(ReadOnlySpan<byte> elf, string version)
    {
        if (elf.Length < 64 || !elf[..6].SequenceEqual("\u007fELF\u0002\u0001"u8))
            throw new InvalidDataException("not a 64-bit little-endian ELF library.");
        try
        {
            return new Reader(elf.ToArray()).WithWeakNeed(version);
        }
        catch (ArgumentOutOfRangeException e)
        {
            throw new InvalidDataException("the ELF library is truncated or its tables are damaged.", e);
        }
    }

    private sealed class Reader
    {
        private readonly byte[] bytes;
        private readonly List<(long Address, long Offset, long Size)> segments = [];
        private readonly Dictionary<long, long> tags = [];

        internal Reader(byte[] bytes)
        {
            this.bytes = bytes;
            long headers = I64(32), headerSize = U16(54), count = U16(56), dynamic = -1;
            for (var at = headers; at < headers + count * headerSize; at += headerSize)
            {
                if (U32(at) == 1) segments.Add((I64(at + 16), I64(at + 8), I64(at + 32)));
                if (U32(at) == 2) dynamic = I64(at + 8);
            }
            if (dynamic < 0) throw new InvalidDataException("the ELF library has no dynamic section.");
            for (var at = dynamic; I64(at) != 0; at += 16) tags[I64(at)] = I64(at + 8);
        }

        internal byte[] WithWeakNeed(string version)
        {
            var (flags, index) = FindNeed(version);
            var users = RelocatedSymbols().Where(symbol => (U16(Table(TagVerSym) + 2 * symbol) & 0x7fff) == index)
                .Select(NameOfSymbol).Distinct().ToList();
            if (users.Count > 0)
                throw new InvalidDataException(
                    $"the library uses {string.Join(", ", users)} of {version}, which this system's libstdc++ lacks: "
                    + "install a newer libstdc++6 (GCC 13 or later).");
            BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan((int)flags), (ushort)(U16(flags) | WeakFlag));
            return bytes;
        }

        /// <summary>Walks .gnu.version_r: where the flags of the version lie, and its index.</summary>
        private (long Flags, int Index) FindNeed(string version)
        {
            var need = Table(TagVerNeed);
            for (var i = 0; i < tags[TagVerNeedCount]; i++, need += U32(need + 12))
            {
                var entry = need + U32(need + 8);
                for (var j = 0; j < U16(need + 2); j++, entry += U32(entry + 12))
                    if (Text(U32(entry + 8)) == version) return (entry + 4, U16(entry + 6));
            }
            throw new InvalidDataException($"the library does not ask for {version}.");
        }

        private IEnumerable<long> RelocatedSymbols()
        {
            (long Table, long Size)[] tables = [(TagRela, TagRelaSize), (TagJmpRel, TagPltRelSize)];
            foreach (var (table, size) in tables)
            {
                if (!tags.ContainsKey(table)) continue;
                var start = Table(table);
                var entry = tags.GetValueOrDefault(TagRelaEntry, 24);
                for (var at = start; at < start + tags[size]; at += entry)
                    if (U32(at + 12) is var symbol and not 0) yield return symbol;
            }
        }

        private string NameOfSymbol(long symbol) => Text(U32(Table(TagSymbolTable) + 24 * symbol));

        private string Text(long offset)
        {
            var start = (int)(Table(TagStringTable) + offset);
            var end = Array.IndexOf(bytes, (byte)0, start);
            return Encoding.ASCII.GetString(bytes, start, end - start);
        }

        private long Table(long tag)
        {
            if (!tags.TryGetValue(tag, out var address))
                throw new InvalidDataException($"the ELF library lacks the dynamic entry 0x{tag:x}.");
            foreach (var segment in segments)
                if (address >= segment.Address && address < segment.Address + segment.Size)
                    return address - segment.Address + segment.Offset;
            throw new InvalidDataException($"the ELF library's dynamic entry 0x{tag:x} points outside the file.");
        }

        private ushort U16(long at) => BinaryPrimitives.ReadUInt16LittleEndian(At(at, 2));
        private uint U32(long at) => BinaryPrimitives.ReadUInt32LittleEndian(At(at, 4));
        private long I64(long at) => BinaryPrimitives.ReadInt64LittleEndian(At(at, 8));

        private ReadOnlySpan<byte> At(long at, int length) =>
            at >= 0 && at + length <= bytes.Length
                ? bytes.AsSpan((int)at, length)
                : throw new ArgumentOutOfRangeException(nameof(at), at, "outside the file");
    }
}
