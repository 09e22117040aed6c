using System.Buffers;
using System.Text;
using System.Text.Json;
using TorchSharp;
using static TorchSharp.torch;

namespace Diffusion.Notebooks;

/// <summary>
/// A tensor as the JSON that cells of other languages get: its shape, its type, and its numbers as nested lists, as
/// NumPy's <c>tolist</c> nests them: <c>{"shape": [2, 2], "dtype": "float32", "values": [[1, 2], [3, 4]]}</c>.
/// </summary>
/// <remarks>What JSON has no number for is a word: <c>"NaN"</c>, <c>"Infinity"</c>, <c>"-Infinity"</c>.</remarks>
public static class TensorJson
{
    /// <summary>
    /// Of a larger tensor only shape and type are written: a front end would stand still over its numbers.
    /// </summary>
    public const long MostNumbers = 1_000_000;

    /// <summary>
    /// Writes a tensor of any shape, real or boolean; beyond <see cref="MostNumbers"/> without its values.
    /// </summary>
    /// <exception cref="ArgumentException">The numbers are complex, which JSON has no form for.</exception>
    public static string Write(Tensor tensor)
    {
        if (tensor.is_complex())
            throw new ArgumentException(
                $"JSON has no complex numbers, and this tensor is {tensor.dtype}: share its real and its imaginary "
                + "part.", nameof(tensor));
        var bytes = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(bytes))
        {
            json.WriteStartObject();
            json.WriteStartArray("shape");
            foreach (var side in tensor.shape) json.WriteNumberValue(side);
            json.WriteEndArray();
            json.WriteString("dtype", tensor.dtype.ToString().ToLowerInvariant());
            if (tensor.numel() > MostNumbers)
            {
                json.WriteNull("values");
                json.WriteString("note",
                    $"{tensor.numel()} numbers are too many to share with another language; share a part: x[..100].");
            }
            else
            {
                json.WritePropertyName("values");
                WriteValues(json, tensor);
            }
            json.WriteEndObject();
        }
        return Encoding.UTF8.GetString(bytes.WrittenSpan);
    }

    /// <summary>
    /// Reads what <see cref="Write"/> wrote, or a plain nested list of numbers; the caller owns the tensor.
    /// </summary>
    /// <param name="json">What a cell of another language shared.</param>
    /// <returns>Of the type that is named; of a plain list float32, or bool where it holds true and false.</returns>
    /// <exception cref="ArgumentException">
    /// It holds no numbers, or lists of different lengths; the message says where.
    /// </exception>
    public static Tensor Read(JsonElement json)
    {
        var named = json.ValueKind == JsonValueKind.Object;
        if (named && !(json.TryGetProperty("values", out var inside) && inside.ValueKind != JsonValueKind.Null))
            throw new ArgumentException(
                $"This JSON has no \"values\", which hold a tensor's numbers: {Start(json)}", nameof(json));
        var values = named ? json.GetProperty("values") : json;
        List<long> shape = [];
        for (var at = values; at.ValueKind == JsonValueKind.Array; at = at[0])
        {
            shape.Add(at.GetArrayLength());
            if (shape[^1] == 0) break;
        }
        List<double> numbers = [];
        var isBool = Collect(values, shape, 0, numbers);
        // What is empty in the middle has lost the sides behind it; its shape knows them.
        var sides = named && json.TryGetProperty("shape", out var told) ? told.EnumerateArray()
            .Select(side => side.GetInt64()).ToArray() : [.. shape];
        if (sides.Aggregate(1L, (product, side) => product * side) != numbers.Count)
            throw new ArgumentException(
                $"The shape [{string.Join(", ", sides)}] does not fit {numbers.Count} numbers: {Start(json)}",
                nameof(json));
        var type = named && json.TryGetProperty("dtype", out var word)
            ? TypeOf(word.GetString())
            : isBool ? ScalarType.Bool : ScalarType.Float32;
        return tensor(numbers.ToArray(), sides, type);
    }

    /// <inheritdoc cref="Read(JsonElement)"/>
    public static Tensor Read(JsonDocument json) => Read(json.RootElement);

    private static void WriteValues(Utf8JsonWriter json, Tensor tensor)
    {
        using var scope = NewDisposeScope();
        using var quiet = no_grad();
        var here = tensor.detach().cpu().contiguous();
        Action<long> write;
        switch (tensor.dtype)
        {
            case ScalarType.Bool:
                var truths = here.data<bool>();
                write = i => json.WriteBooleanValue(truths[i]);
                break;
            case ScalarType.Byte or ScalarType.Int8 or ScalarType.Int16 or ScalarType.Int32 or ScalarType.Int64:
                var wholes = here.to(ScalarType.Int64).data<long>();
                write = i => json.WriteNumberValue(wholes[i]);
                break;
            case ScalarType.Float64:
                var doubles = here.data<double>();
                write = i => WriteNumber(doubles[i], () => json.WriteNumberValue(doubles[i]));
                break;
            default:
                var singles = here.to(ScalarType.Float32).data<float>();
                write = i => WriteNumber(singles[i], () => json.WriteNumberValue(singles[i]));
                break;
        }
        var at = 0L;
        WriteSide(0);

        void WriteNumber(double value, Action finite)
        {
            if (double.IsFinite(value)) finite();
            else json.WriteStringValue(double.IsNaN(value) ? "NaN" : value > 0 ? "Infinity" : "-Infinity");
        }

        void WriteSide(int dimension)
        {
            if (dimension == tensor.dim())
            {
                write(at++);
                return;
            }
            json.WriteStartArray();
            for (var i = 0L; i < tensor.shape[dimension]; i++) WriteSide(dimension + 1);
            json.WriteEndArray();
        }
    }

    /// <summary>Adds the numbers of a nested list; true if they are true and false.</summary>
    private static bool Collect(JsonElement json, List<long> shape, int depth, List<double> numbers)
    {
        if (depth == shape.Count)
        {
            numbers.Add(json.ValueKind switch
            {
                JsonValueKind.Number => json.GetDouble(),
                JsonValueKind.True => 1,
                JsonValueKind.False => 0,
                JsonValueKind.String when json.GetString() is "NaN" or "Infinity" or "-Infinity" =>
                    double.Parse(json.GetString()!, System.Globalization.CultureInfo.InvariantCulture),
                _ => throw new ArgumentException(
                    $"A tensor holds numbers, and where number {numbers.Count + 1} should be is {Start(json)}"),
            });
            return json.ValueKind is JsonValueKind.True or JsonValueKind.False;
        }
        if (json.ValueKind != JsonValueKind.Array || json.GetArrayLength() != shape[depth])
            throw new ArgumentException(
                $"The lists of a tensor are equally long; the first of side {depth} holds {shape[depth]} things, and "
                + $"another is {Start(json)}");
        var isBool = false;
        foreach (var part in json.EnumerateArray()) isBool = Collect(part, shape, depth + 1, numbers);
        return isBool;
    }

    private static ScalarType TypeOf(string? word) => Enum.TryParse<ScalarType>(word, ignoreCase: true, out var type)
        ? type : throw new ArgumentException(
            $"\"dtype\" is '{word}', which is no type of number: float32, float64, int64, bool, ...");

    private static string Start(JsonElement json) =>
        json.GetRawText() is { Length: > 60 } text ? text[..60] + "..." : json.GetRawText();
}
