using System.Buffers.Binary;
using System.Text;

namespace MendTorchSharp;

/// <summary>
/// Lets a Linux library load where the system's libstdc++ is a little older than the one it was linked with, provided
/// that nothing in the library depends on the newer version.
/// </summary>
/// <remarks>
/// TorchSharp 0.107 carries a version need for GLIBCXX_3.4.32 (GCC 13); Debian 12 and Ubuntu 22.04 end at 3.4.30. The
/// one symbol bound to that version, <c>_ZSt21ios_base_library_initv</c>, is a link-time marker that no relocation
/// uses. Marking the need as weak (<c>VER_FLG_WEAK</c>) in a copy of the file makes the loader pass over it where the
/// version is missing, and changes nothing where it is there. A version that a symbol really comes from stays as it is.
/// </remarks>
internal static class ElfVersionRepair
{
    private const string Library = "libstdc++.so.6";
    private const int WeakFlag = 0x2;
    private const long TagStringTable = 5, TagRela = 7, TagRelaSize = 8, TagRelaEntry = 9,
        TagPltRelSize = 2, TagJmpRel = 23, TagVerSym = 0x6ffffff0, TagVerNeed = 0x6ffffffe,
        TagVerNeedCount = 0x6fffffff;

    /// <summary>
    /// A copy of an ELF file's bytes that needs no version of libstdc++ that it does not use, and those versions.
    /// </summary>
    /// <exception cref="InvalidDataException">
    /// Not a 64-bit little-endian ELF library, or one that is damaged.
    /// </exception>
    public static (byte[] Bytes, IReadOnlyList<string> Versions) Repair(ReadOnlySpan<byte> elf)
    {
        if (elf.Length < 64 || !elf[..6].SequenceEqual("\u007fELF\u0002\u0001"u8))
            throw new InvalidDataException("not a 64-bit little-endian ELF library.");
        try
        {
            return new Reader(elf.ToArray()).WithWeakNeeds();
        }
        catch (Exception e) when (e is ArgumentOutOfRangeException or KeyNotFoundException or OverflowException)
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

        internal (byte[], IReadOnlyList<string>) WithWeakNeeds()
        {
            var used = RelocatedSymbols().Select(symbol => U16(Table(TagVerSym) + 2 * symbol) & 0x7fff).ToHashSet();
            List<string> weak = [];
            foreach (var (version, flags, index) in Needs().ToList())
            {
                if (used.Contains(index) || (U16(flags) & WeakFlag) != 0) continue;
                BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan((int)flags), (ushort)(U16(flags) | WeakFlag));
                weak.Add(version);
            }
            return (bytes, weak);
        }

        /// <summary>
        /// Walks .gnu.version_r: the versions of libstdc++, where the flags of each lie, and its index.
        /// </summary>
        private IEnumerable<(string Version, long Flags, int Index)> Needs()
        {
            var need = Table(TagVerNeed);
            for (var i = 0; i < tags[TagVerNeedCount]; i++, need += U32(need + 12))
            {
                if (Text(U32(need + 4)) != Library) continue;
                var entry = need + U32(need + 8);
                for (var j = 0; j < U16(need + 2); j++, entry += U32(entry + 12))
                    yield return (Text(U32(entry + 8)), entry + 4, U16(entry + 6));
            }
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

        private string Text(long offset)
        {
            var start = (int)(Table(TagStringTable) + offset);
            var end = Array.IndexOf(bytes, (byte)0, start);
            if (end < 0) throw new ArgumentOutOfRangeException(nameof(offset), offset, "outside the file");
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
