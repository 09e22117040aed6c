using System.Text;
using TorchSharp;
using static TorchSharp.torch;

namespace Diffusion.Tests;

public sealed class SafetensorsTests
{
    private static byte[] File(string header, int body) =>
        [.. BitConverter.GetBytes((long)Encoding.UTF8.GetByteCount(header)), .. Encoding.UTF8.GetBytes(header),
            .. new byte[body]];

    [Fact]
    public void TensorsOfEveryTypeComeBackBitForBit()
    {
        using var scope = NewDisposeScope();
        var values = tensor(new double[] { 0, 1, -2.5, 100 }).reshape(2, 2);
        ScalarType[] types = [ScalarType.Float64, ScalarType.Float32, ScalarType.Float16, ScalarType.BFloat16,
            ScalarType.Int64, ScalarType.Int32, ScalarType.Int16, ScalarType.Int8];
        var tensors = types.ToDictionary(type => type.ToString(), type => values.to(type));
        tensors["turned"] = values.t();
        tensors["single"] = tensor(3f);
        using var back = Safetensors.Parse(
            Safetensors.ToBytes(tensors, new Dictionary<string, string> { ["maker"] = "me" }), "memory");
        Assert.Equal("me", back.Metadata["maker"]);
        Assert.Equal(tensors.Count, back.Tensors.Count);
        foreach (var (name, tensor) in tensors)
        {
            Assert.Equal(tensor.dtype, back.Tensors[name].dtype);
            Assert.Equal(tensor.shape, back.Tensors[name].shape);
            Assert.True(tensor.equal(back.Tensors[name]).all().item<bool>());
        }
    }

    [Fact]
    public void ReadsAFileMadeByHandByTheFormatsRules()
    {
        var header = """{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""";
        var bytes = File(header, 8);
        BitConverter.GetBytes(1.5f).CopyTo(bytes, bytes.Length - 8);
        BitConverter.GetBytes(-2f).CopyTo(bytes, bytes.Length - 4);
        using var file = Safetensors.Parse(bytes, "hand");
        Assert.Equal([1.5f, -2f], file.Tensors["a"].data<float>());
    }

    [Theory]
    [InlineData("""{"a":{"dtype":"F32","shape":[3],"data_offsets":[0,8]}}""", "does not fit")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,80]}}""", "lies at [0, 80]")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[8,0]}}""", "lies at [8, 0]")]
    [InlineData("""{"a":{"dtype":"F3","shape":[2],"data_offsets":[0,8]}}""", "unknown type 'F3'")]
    [InlineData(
        """{"a":{"dtype":"F4","shape":[16],"data_offsets":[0,8]}}""", "of type 'F4', whose numbers share bytes")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""", "cover 4 of 8")]
    [InlineData("""{"a":{"dtype":"F32","shape":[-1,-2],"data_offsets":[0,8]}}""", "[-1, -2]")]
    [InlineData(
        """{"a":{"dtype":"F32","shape":[4611686018427387904,8],"data_offsets":[0,0]}}""", "no machine can hold")]
    [InlineData(
        """{"a":{"dtype":"F32","shape":[0,4611686018427387904,8],"data_offsets":[0,0]}}""", "no machine can hold")]
    // As the format's own reader: every byte belongs to exactly one tensor.
    [InlineData(
        """{"a":{"dtype":"U8","shape":[4],"data_offsets":[0,4]},"b":{"dtype":"U8","shape":[4],"data_offsets":[0,4]}}""",
        "overlaps")]
    [InlineData(
        """{"a":{"dtype":"U8","shape":[6],"data_offsets":[0,6]},"b":{"dtype":"U8","shape":[2],"data_offsets":[5,7]}}""",
        "overlaps")]
    [InlineData(
        """{"a":{"dtype":"U8","shape":[2],"data_offsets":[0,2]},"b":{"dtype":"U8","shape":[4],"data_offsets":[4,8]}}""",
        "hole")]
    [InlineData("""{"__metadata__":{"a":null},"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""",
        "header cannot be read")]
    [InlineData(
        """{"__metadata__":{"a":1},"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""", "header cannot be read")]
    [InlineData(
        """{"a":{"dtype":"U8","shape":[4],"data_offsets":[0,4]},"a":{"dtype":"U8","shape":[4],"data_offsets":[4,8]}}""",
        "twice")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2]}}""", "header cannot be read")]
    [InlineData("""{"a":7}""", "header cannot be read")]
    [InlineData("""[1]""", "header cannot be read")]
    [InlineData("""{"a":""", "header cannot be read")]
    public void ADamagedHeaderIsRefusedInWords(string header, string words)
    {
        var error = Assert.Throws<InvalidDataException>(() => Safetensors.Parse(File(header, 8), "bad.safetensors"));
        Assert.Contains(words, error.Message);
        Assert.Contains("bad.safetensors", error.Message);
    }

    [Fact]
    public void EveryTruncationOfAFileIsRefused()
    {
        using var scope = NewDisposeScope();
        var bytes = Safetensors.ToBytes(new Dictionary<string, Tensor> { ["a"] = randn(5), ["b"] = randn(2, 2) });
        for (var length = 0; length < bytes.Length; length++)
            Assert.Throws<InvalidDataException>(() => Safetensors.Parse(bytes.AsSpan(0, length), "cut"));
    }

    [Fact]
    public void TensorsWithoutNumbersKeepTheirShape()
    {
        using var scope = NewDisposeScope();
        var tensors = new Dictionary<string, Tensor>
        {
            ["a"] = zeros(512, 0), ["b"] = ones(3), ["c"] = zeros(0), ["d"] = zeros(2, 0, 7)
        };
        using var back = Safetensors.Parse(Safetensors.ToBytes(tensors), "empty");
        foreach (var (name, tensor) in tensors) Assert.Equal(tensor.shape, back.Tensors[name].shape);
        Assert.Equal([1f, 1, 1], back.Tensors["b"].data<float>());
    }

    /// <summary>
    /// The values are those that the formats' definitions give (OCP 8-bit floating point; IEEE 754; AMD's FNUZ).
    /// </summary>
    [Theory]
    [InlineData("F8_E4M3", "00 01 08 38 B8 7E 7F", 0.0, 1.0 / 512.0, 1.0 / 64.0, 1.0, -1.0, 448.0, double.NaN)]
    [InlineData("F8_E5M2", "00 01 04 3C BC 7B 7C FC 7D", 0.0, 1.0 / 65536.0, 1.0 / 16384.0, 1.0, -1.0, 57344.0,
        double.PositiveInfinity, double.NegativeInfinity, double.NaN)]
    [InlineData("F8_E4M3FNUZ", "00 01 08 40 C0 7F 80", 0.0, 1.0 / 1024.0, 1.0 / 128.0, 1.0, -1.0, 240.0, double.NaN)]
    [InlineData(
        "F8_E5M2FNUZ", "00 01 04 40 C0 7F 80", 0.0, 1.0 / 131072.0, 1.0 / 32768.0, 1.0, -1.0, 57344.0, double.NaN)]
    [InlineData("F8_E8M0", "7F 80 00 FE FF", 1.0, 2.0, 5.8774717541114375e-39, 1.7014118346046923e38, double.NaN)]
    [InlineData("U16", "01 00 FF FF", 1.0, 65535.0)]
    [InlineData("U32", "02 00 00 00 FF FF FF FF", 2.0, 4294967295.0)]
    [InlineData("U64", "03 00 00 00 00 00 00 00 00 00 00 00 00 00 10 00", 3.0, 4503599627370496.0)]
    public void TypesThatTorchSharpLacksAreReadInAWiderOne(string type, string hex, params double[] expected)
    {
        var body = Convert.FromHexString(hex.Replace(" ", ""));
        var bytes = File(
            $$$"""{"a":{"dtype":"{{{type}}}","shape":[{{{expected.Length}}}],"data_offsets":[0,{{{body.Length}}}]}}""",
            body.Length);
        body.CopyTo(bytes, bytes.Length - body.Length);
        using var file = Safetensors.Parse(bytes, "other");
        using var values = file.Tensors["a"].to(ScalarType.Float64);
        Assert.Equal(expected, values.data<double>().ToArray());
    }

    [Fact]
    public void ComplexNumbersComeBackAndWholeNumbersBeyondInt64AreNamed()
    {
        using var scope = NewDisposeScope();
        var complex = tensor(new (float, float)[] { (1, 2), (-3, 4) });
        using var back = Safetensors.Parse(
            Safetensors.ToBytes(new Dictionary<string, Tensor> { ["z"] = complex }), "complex");
        Assert.Equal(ScalarType.ComplexFloat32, back.Tensors["z"].dtype);
        Assert.Equal([1f, -3], back.Tensors["z"].real.contiguous().data<float>());
        Assert.Equal([2f, 4], back.Tensors["z"].imag.contiguous().data<float>());
        var bytes = File("""{"big":{"dtype":"U64","shape":[1],"data_offsets":[0,8]}}""", 8);
        bytes.AsSpan(bytes.Length - 8).Fill(0xFF);
        var error = Assert.Throws<InvalidDataException>(() => Safetensors.Parse(bytes, "big.safetensors"));
        Assert.Contains("'big' holds 18446744073709551615", error.Message);
    }

    [Fact]
    public void ATensorCannotTakeTheNameOfTheMetadata()
    {
        using var one = ones(1);
        var error = Assert.Throws<ArgumentException>(
            () => Safetensors.ToBytes(new Dictionary<string, Tensor> { ["__metadata__"] = one }));
        Assert.Contains("'__metadata__'", error.Message);
    }

    [Fact]
    public void NamesThatAreNoUtf8AreRefused()
    {
        var bytes = File("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""", 8);
        bytes[10] = 0xFF;
        Assert.Contains("header cannot be read",
            Assert.Throws<InvalidDataException>(() => Safetensors.Parse(bytes, "bad")).Message);
    }

    /// <summary>
    /// Whatever bytes a header is made of, a file is read or refused as documented, and nothing else.
    /// </summary>
    [Fact]
    public void AThousandMutatedHeadersAreReadOrRefusedAsDocumented()
    {
        using var scope = NewDisposeScope();
        var whole = Safetensors.ToBytes(
            new Dictionary<string, Tensor>
            {
                ["a"] = ones(2, 3), ["b.weight"] = zeros(4, ScalarType.Int64), ["none"] = zeros(5, 0)
            },
            new Dictionary<string, string> { ["maker"] = "me" });
        var header = (int)BitConverter.ToInt64(whole);
        var random = new Random(12);
        string[] words = ["0", "-1", "9", "99999999999999999999", "1e9", "null", "[]", "{}", "\"", ",", "[", "}",
            "F8_E4M3", "U64", "C64", "\\u0000", " "];
        var path = Path.Combine(Directory.CreateTempSubdirectory("mutated").FullName, "file.safetensors");
        var (read, refused) = (0, 0);
        for (var i = 0; i < 1000; i++)
        {
            var text = new List<byte>(whole.AsSpan(8, header).ToArray());
            for (var change = random.Next(1, 4); change > 0; change--)
            {
                var at = random.Next(text.Count);
                switch (random.Next(4))
                {
                    case 0: text[at] = (byte)random.Next(256); break;
                    case 1: text[at] ^= (byte)(1 << random.Next(8)); break;
                    case 2: text.RemoveRange(at, Math.Min(random.Next(1, 6), text.Count - at - 1)); break;
                    default: text.InsertRange(at, Encoding.UTF8.GetBytes(words[random.Next(words.Length)])); break;
                }
            }
            // Half of the time the length is right for the new header, else that of the old one.
            var length = random.Next(2) == 0 ? text.Count : header;
            System.IO.File.WriteAllBytes(
                path, [.. BitConverter.GetBytes((long)length), .. text, .. whole.AsSpan(8 + header)]);
            try
            {
                Safetensors.Load(path).Dispose();
                read++;
            }
            catch (InvalidDataException e)
            {
                Assert.Contains(path, e.Message);
                refused++;
            }
        }
        Directory.Delete(Path.GetDirectoryName(path)!, recursive: true);
        // Both ends are reached: spaces and names may change, hardly anything else.
        Assert.True(read > 0 && refused > 500, $"{read} read, {refused} refused");
    }
}
