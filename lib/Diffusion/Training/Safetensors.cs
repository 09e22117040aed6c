using System.Buffers.Binary;
using System.Text;
using System.Text.Json;
using Files;
using static TorchSharp.torch;

namespace Diffusion;

/// <summary>
/// The safetensors format: 8 bytes with the header's length, the header (JSON: each tensor's type, shape and place), the
/// numbers. Files other programs write are read as well; nothing in a file is executed.
/// </summary>
public static class Safetensors
{
    private const int MaxHeader = 100_000_000;

    private static readonly Dictionary<string, (ScalarType Type, int Size)> Types = new()
    {
        ["F64"] = (ScalarType.Float64, 8), ["F32"] = (ScalarType.Float32, 4), ["F16"] = (ScalarType.Float16, 2),
        ["BF16"] = (ScalarType.BFloat16, 2), ["I64"] = (ScalarType.Int64, 8), ["I32"] = (ScalarType.Int32, 4),
        ["I16"] = (ScalarType.Int16, 2), ["I8"] = (ScalarType.Int8, 1), ["U8"] = (ScalarType.Byte, 1), ["BOOL"] = (ScalarType.Bool, 1),
    };

    /// <summary>Writes a file, whole or not at all: what was there survives a full disk or a crash.</summary>
    /// <param name="path">Where; the folder is made if it is not there.</param>
    /// <param name="tensors">By name.</param>
    /// <param name="metadata">Words by name, kept in the header.</param>
    public static void Save(string path, IReadOnlyDictionary<string, Tensor> tensors, IReadOnlyDictionary<string, string>? metadata = null) =>
        WholeFile.Write(path, ToBytes(tensors, metadata));

    /// <summary>The bytes of a file; the order of names is fixed, so that the same content gives the same bytes.</summary>
    /// <exception cref="ArgumentException">A tensor's type has no place in the format.</exception>
    public static byte[] ToBytes(IReadOnlyDictionary<string, Tensor> tensors, IReadOnlyDictionary<string, string>? metadata = null)
    {
        var header = new Dictionary<string, object>();
        if (metadata is { Count: > 0 })
            header["__metadata__"] = metadata.OrderBy(pair => pair.Key, StringComparer.Ordinal).ToDictionary();
        using var body = new MemoryStream();
        foreach (var (name, tensor) in tensors.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            var type = Types.FirstOrDefault(type => type.Value.Type == tensor.dtype).Key
                ?? throw new ArgumentException($"Tensor '{name}' is of type {tensor.dtype}, which the format does not have.", nameof(tensors));
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
    /// <exception cref="InvalidDataException">The file is damaged, cut short or of another kind; the message says how.</exception>
    public static SafetensorsFile Load(string path) => Parse(File.ReadAllBytes(path), path);

    /// <summary>Reads the bytes of a file.</summary>
    /// <param name="bytes">All of it.</param>
    /// <param name="name">What to call it in messages.</param>
    /// <exception cref="InvalidDataException">The bytes are damaged, cut short or of another kind; the message says how.</exception>
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
            using var header = JsonDocument.Parse(Encoding.UTF8.GetString(bytes.Slice(8, (int)length)));
            var body = bytes[(8 + (int)length)..];
            long used = 0;
            foreach (var entry in header.RootElement.EnumerateObject())
            {
                if (entry.Name == "__metadata__")
                    foreach (var word in entry.Value.EnumerateObject()) metadata[word.Name] = word.Value.GetString() ?? "";
                else
                    used += ReadTensor(tensors, entry, body, name);
            }
            if (used != body.Length) throw Broken(name, $"its tensors cover {used} of {body.Length} bytes");
            return new(tensors, metadata);
        }
        catch (Exception e)
        {
            foreach (var tensor in tensors.Values) tensor.Dispose();
            if (e is JsonException or InvalidOperationException or KeyNotFoundException or FormatException)
                throw Broken(name, $"its header cannot be read ({e.Message})", e);
            throw;
        }
    }

    private static long ReadTensor(Dictionary<string, Tensor> tensors, JsonProperty entry, ReadOnlySpan<byte> body, string name)
    {
        var dtype = entry.Value.GetProperty("dtype").GetString() ?? "";
        if (!Types.TryGetValue(dtype, out var type)) throw Broken(name, $"tensor '{entry.Name}' is of unknown type '{dtype}'");
        long[] shape = [.. entry.Value.GetProperty("shape").EnumerateArray().Select(side => side.GetInt64())];
        long[] place = [.. entry.Value.GetProperty("data_offsets").EnumerateArray().Select(offset => offset.GetInt64())];
        if (place.Length != 2 || place[0] < 0 || place[1] < place[0] || place[1] > body.Length)
            throw Broken(name, $"tensor '{entry.Name}' lies at [{string.Join(", ", place)}] of {body.Length} bytes");
        Int128 size = type.Size;
        foreach (var side in shape) size = side < 0 || size > body.Length ? -1 : size * side;
        if (size != place[1] - place[0])
            throw Broken(name, $"tensor '{entry.Name}' of shape [{string.Join(", ", shape)}] does not fit its {place[1] - place[0]} bytes");
        if (tensors.ContainsKey(entry.Name)) throw Broken(name, $"tensor '{entry.Name}' is there twice");
        var tensor = empty(shape, type.Type);
        tensors.Add(entry.Name, tensor);
        if (size > 0) body[(int)place[0]..(int)place[1]].CopyTo(tensor.bytes);
        return (long)size;
    }

    private static InvalidDataException Broken(string name, string how, Exception? inner = null) =>
        new($"'{name}' is no safetensors file, or is damaged: {how}. Make or fetch it again.", inner);
}
