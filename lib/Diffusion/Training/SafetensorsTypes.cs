using System.Buffers.Binary;
using static TorchSharp.torch;

namespace Diffusion;

/// <summary>
/// The number types of the safetensors format (github.com/huggingface/safetensors, enum Dtype), and how each becomes a
/// tensor. Types that torch here does not have are read in the next wider one, which holds each of their values
/// exactly.
/// </summary>
internal static class SafetensorsTypes
{
    /// <summary>The types that are stored as torch keeps them: read and written byte for byte.</summary>
    internal static readonly IReadOnlyDictionary<string, (ScalarType Type, int Size)> Plain = new Dictionary<
        string, (ScalarType, int)>
    {
        ["F64"] = (ScalarType.Float64, 8), ["F32"] = (ScalarType.Float32, 4), ["F16"] = (ScalarType.Float16, 2),
        ["BF16"] = (ScalarType.BFloat16, 2), ["I64"] = (ScalarType.Int64, 8), ["I32"] = (ScalarType.Int32, 4),
        ["I16"] = (ScalarType.Int16, 2), ["I8"] = (ScalarType.Int8, 1), ["U8"] = (ScalarType.Byte, 1),
        ["BOOL"] = (ScalarType.Bool, 1),
        ["C64"] = (ScalarType.ComplexFloat32, 8),
    };

    /// <summary>
    /// The bytes of one number; 0 for types whose numbers share bytes, null for a name the format does not have.
    /// </summary>
    internal static int? Size(string name) => name switch
    {
        _ when Plain.TryGetValue(name, out var plain) => plain.Size,
        "U16" => 2,
        "U32" => 4,
        "U64" => 8,
        "F8_E4M3" or "F8_E5M2" or "F8_E4M3FNUZ" or "F8_E5M2FNUZ" or "F8_E8M0" => 1,
        "F4" or "F6_E2M3" or "F6_E3M2" => 0,
        _ => null,
    };

    /// <summary>A tensor of those bytes.</summary>
    /// <param name="name">A type with a <see cref="Size"/> above 0.</param>
    /// <param name="shape">Fits the bytes.</param>
    /// <param name="bytes">As they lie in the file.</param>
    /// <exception cref="OverflowException">
    /// A whole number is too large for int64; the message is that number.
    /// </exception>
    internal static Tensor Read(string name, long[] shape, ReadOnlySpan<byte> bytes)
    {
        if (Plain.TryGetValue(name, out var plain))
        {
            var result = empty(shape, plain.Type);
            if (!bytes.IsEmpty) bytes.CopyTo(result.bytes);
            return result;
        }
        return name switch
        {
            "U16" => tensor(Each(bytes, 2, number => (int)BinaryPrimitives.ReadUInt16LittleEndian(number)), shape),
            "U32" => tensor(Each(bytes, 4, number => (long)BinaryPrimitives.ReadUInt32LittleEndian(number)), shape),
            "U64" => tensor(Each(bytes, 8, number => Signed(BinaryPrimitives.ReadUInt64LittleEndian(number))), shape),
            "F8_E8M0" => tensor(
                Each(bytes, 1, number => number[0] == 0xFF ? float.NaN : MathF.ScaleB(1, number[0] - 127)), shape),
            _ => ReadSmall(name, shape, bytes),
        };
    }

    /// <summary>
    /// 8-bit floating point (OCP, "8-bit Floating Point Specification", 2023; the FNUZ kinds have no -0 and no
    /// infinity, and a bias one larger) as float16.
    /// </summary>
    private static Tensor ReadSmall(string name, long[] shape, ReadOnlySpan<byte> bytes)
    {
        var mantissaBits = name.StartsWith("F8_E4M3", StringComparison.Ordinal) ? 3 : 2;
        var fnuz = name.EndsWith("FNUZ", StringComparison.Ordinal);
        var bias = (mantissaBits == 3 ? 7 : 15) + (fnuz ? 1 : 0);
        float Value(byte number)
        {
            int exponent = (number & 0x7F) >> mantissaBits, mantissa = number & ((1 << mantissaBits) - 1);
            var top = 0x7F >> mantissaBits;
            if (fnuz && number == 0x80) return float.NaN;
            if (!fnuz && mantissaBits == 3 && (number & 0x7F) == 0x7F) return float.NaN;
            var size = !fnuz && mantissaBits == 2 && exponent == top
                ? mantissa == 0 ? float.PositiveInfinity : float.NaN
                : MathF.ScaleB(
                    mantissa + (exponent > 0 ? 1 << mantissaBits : 0), Math.Max(1, exponent) - bias - mantissaBits);
            return number >= 0x80 ? -size : size;
        }
        using var wide = tensor(Each(bytes, 1, number => Value(number[0])), shape);
        return wide.to(ScalarType.Float16);
    }

    private delegate T Reader<T>(ReadOnlySpan<byte> number);

    private static T[] Each<T>(ReadOnlySpan<byte> bytes, int size, Reader<T> read)
    {
        var numbers = new T[bytes.Length / size];
        for (var i = 0; i < numbers.Length; i++) numbers[i] = read(bytes.Slice(i * size, size));
        return numbers;
    }

    private static long Signed(ulong number) => number <= long.MaxValue ? (long)number
        : throw new OverflowException(number.ToString(System.Globalization.CultureInfo.InvariantCulture));
}
