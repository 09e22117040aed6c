using System.Buffers.Binary;
using System.Text;
using System.Text.Json;
using Files;
using static TorchSharp.torch;

namespace Diffusion;

/// <summary>
/// The safetensors format: 8 bytes with the header's length, the header (JSON: each tensor's type, shape and place),
/// the numbers. Files other programs write are read as well; nothing in a file is executed.
/// </summary>
public static class Safetensors
{
    private const int MaxHeader = 100_000_000;

    private const string MetadataName = "__metadata__";

    /// <summary>Names are UTF-8; other bytes are refused, not replaced.</summary>
    private static readonly UTF8Encoding StrictUtf8 = new(
        encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Writes a file, whole or not at all: what was there survives a full disk or a crash.</summary>
    /// <param name="path">Where; the folder is made if it is not there.</param>
    /// <param name="tensors">By name.</param>
    /// <param name="metadata">Words by name, kept in the header.</param>
    public static void Save(string path, IReadOnlyDictionary<string, Tensor> tensors,
        IReadOnlyDictionary<string, string>? metadata = null) =>
        WholeFile.Write(path, ToBytes(tensors, metadata));

    /// <summary>
    /// The bytes of a file; the order of names is fixed, so that the same content gives the same bytes.
    /// </summary>
    /// <exception cref="ArgumentException">A tensor's type or name has no place in the format.</exception>
    public static byte[] ToBytes(
        IReadOnlyDictionary<string, Tensor> tensors, IReadOnlyDictionary<string, string>? metadata = null)
    {
        var header = new Dictionary<string, object>();
        if (metadata is { Count: > 0 })
            header[MetadataName] = metadata.OrderBy(pair => pair.Key, StringComparer.Ordinal).ToDictionary();
        using var body = new MemoryStream();
        foreach (var (name, tensor) in tensors.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            if (name == MetadataName)
                throw new ArgumentException(
                    $"No tensor can be called '{name}': the format keeps its words there. Give it another name.",
                    nameof(tensors));
            var type = SafetensorsTypes.Plain.FirstOrDefault(type => type.Value.Type == tensor.dtype).Key
                ?? throw new ArgumentException(
                    $"Tensor '{name}' is of type {tensor.dtype}, which the format does not have: convert it first.",
                    nameof(tensors));
            var start = body.Length;
            using var plain = tensor.detach().cpu().contiguous();
            if (plain.numel() > 0) body.Write(plain.bytes);
            header[name] = new { dtype = type, shape = tensor.shape, data_offsets = new[] { start, body.Length } };
        }
        var json = JsonSerializer.Serialize(header);
        var text = Encoding.UTF8.GetBytes(json + new string(' ', (8 - Encoding.UTF8.GetByteCount(json) % 8) % 8));
        var file = new byte[8 + text.Length + body.Length];
        BinaryPrimitives.WriteInt64LittleEndian(file, text.Length);
        text.CopyTo(file, 8);
        body.GetBuffer().AsSpan(0, (int)body.Length).CopyTo(file.AsSpan(8 + text.Length));
        return file;
    }

    /// <summary>Reads a file.</summary>
    /// <exception cref="InvalidDataException">
    /// The file is damaged, cut short or of another kind; the message says how.
    /// </exception>
    /// <exception cref="IOException">There is no such file, or it cannot be read; the message names it.</exception>
    public static SafetensorsFile Load(string path) => Parse(File.ReadAllBytes(path), path);

    /// <summary>
    /// Reads the bytes of a file. Unsigned numbers and 8-bit floating point come back in a wider type that holds each
    /// value exactly (U16 as int32, U32 and U64 as int64, F8 as float16, F8_E8M0 as float32).
    /// </summary>
    /// <param name="bytes">All of it.</param>
    /// <param name="name">What to call it in messages.</param>
    /// <exception cref="InvalidDataException">
    /// The bytes are damaged, cut short or of another kind; the message says how.
    /// </exception>
    public static SafetensorsFile Parse(ReadOnlySpan<byte> bytes, string name)
    {
        if (bytes.Length < 8) throw Broken(name, $"{bytes.Length} bytes are too few");
        var length = BinaryPrimitives.ReadInt64LittleEndian(bytes);
        if (length < 2 || length > MaxHeader || length > bytes.Length - 8)
            throw Broken(name, $"its header should have {length} bytes, the file has {bytes.Length}");
        var tensors = new Dictionary<string, Tensor>();
        var metadata = new Dictionary<string, string>();
        try
        {
            using var header = JsonDocument.Parse(StrictUtf8.GetString(bytes.Slice(8, (int)length)));
            var body = bytes[(8 + (int)length)..];
            List<(string Tensor, long From, long To)> places = [];
            foreach (var entry in header.RootElement.EnumerateObject())
            {
                if (entry.Name == MetadataName)
                    foreach (var word in entry.Value.EnumerateObject())
                        metadata[word.Name] = word.Value.GetString()
                            ?? throw new FormatException($"'{word.Name}' is null, not a word");
                else
                    places.Add(ReadTensor(tensors, entry, body, name));
            }
            CheckPlaces(places, body.Length, name);
            return new(tensors, metadata);
        }
        catch (Exception e)
        {
            foreach (var tensor in tensors.Values) tensor.Dispose();
            if (e is JsonException or InvalidOperationException or KeyNotFoundException or FormatException
                or DecoderFallbackException)
                throw Broken(name, $"its header cannot be read ({e.Message})", e);
            throw;
        }
    }

    private static (string Tensor, long From, long To) ReadTensor(
        Dictionary<string, Tensor> tensors, JsonProperty entry, ReadOnlySpan<byte> body, string name)
    {
        var dtype = entry.Value.GetProperty("dtype").GetString() ?? "";
        var bytes = SafetensorsTypes.Size(dtype)
            ?? throw Broken(name, $"tensor '{entry.Name}' is of unknown type '{dtype}'");
        if (bytes == 0)
            throw new InvalidDataException(
                $"'{name}': tensor '{entry.Name}' is of type '{dtype}', whose numbers share bytes; that is not "
                + "supported. Convert the file with the program that made it, to F16 or F32.");
        long[] shape = [.. entry.Value.GetProperty("shape").EnumerateArray().Select(side => side.GetInt64())];
        long[] place =
            [.. entry.Value.GetProperty("data_offsets").EnumerateArray().Select(offset => offset.GetInt64())];
        if (place.Length != 2 || place[0] < 0 || place[1] < place[0] || place[1] > body.Length)
            throw Broken(name, $"tensor '{entry.Name}' lies at [{string.Join(", ", place)}] of {body.Length} bytes");
        if (bytes * Numbers(shape, entry.Name, name) != place[1] - place[0])
            throw Broken(name, $"tensor '{entry.Name}' of shape [{string.Join(", ", shape)}] does not fit its "
                + $"{place[1] - place[0]} bytes");
        if (tensors.ContainsKey(entry.Name)) throw Broken(name, $"tensor '{entry.Name}' is there twice");
        try
        {
            tensors.Add(entry.Name, SafetensorsTypes.Read(dtype, shape, body[(int)place[0]..(int)place[1]]));
        }
        catch (OverflowException e)
        {
            throw new InvalidDataException(
                $"'{name}': tensor '{entry.Name}' holds {e.Message}, more than int64 can hold; that is not supported.",
                e);
        }
        return (entry.Name, place[0], place[1]);
    }

    /// <summary>How many numbers a shape holds; 0 where a side is 0, as long as the other sides could exist.</summary>
    private static Int128 Numbers(long[] shape, string tensor, string name)
    {
        if (shape.Any(side => side < 0))
            throw Broken(name, $"tensor '{tensor}' has the shape [{string.Join(", ", shape)}]");
        Int128 numbers = 1;
        foreach (var side in shape)
            if ((numbers *= Math.Max(1, side)) > long.MaxValue / 8)
                throw Broken(
                    name, $"tensor '{tensor}' has the shape [{string.Join(", ", shape)}], which no machine can hold");
        return shape.Contains(0) ? 0 : numbers;
    }

    /// <summary>
    /// Every byte belongs to exactly one tensor, so that nothing hides in a file (the format's README).
    /// </summary>
    private static void CheckPlaces(List<(string Tensor, long From, long To)> places, long length, string name)
    {
        var end = 0L;
        foreach (var (tensor, from, to) in places.OrderBy(place => place.From).ThenBy(place => place.To))
        {
            if (from < end) throw Broken(name, $"tensor '{tensor}' at [{from}, {to}] overlaps another");
            if (from > end) throw Broken(name, $"there is a hole before tensor '{tensor}', from byte {end} to {from}");
            end = to;
        }
        if (end != length) throw Broken(name, $"its tensors cover {end} of {length} bytes");
    }

    private static InvalidDataException Broken(string name, string how, Exception? inner = null) =>
        new($"'{name}' is no safetensors file, or is damaged: {how}. Make or fetch it again.", inner);
}
