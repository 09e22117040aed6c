using System.Text;
using TorchSharp;
using static TorchSharp.torch;

namespace Diffusion.Tests;

public sealed class SafetensorsTests
{
    private static byte[] File(string header, int body) =>
        [.. BitConverter.GetBytes((long)Encoding.UTF8.GetByteCount(header)), .. Encoding.UTF8.GetBytes(header), .. new byte[body]];

    [Fact]
    public void TensorsOfEveryTypeComeBackBitForBit()
    {
        using var scope = NewDisposeScope();
        var values = tensor(new double[] { 0, 1, -2.5, 100 }).reshape(2, 2);
        ScalarType[] types = [ScalarType.Float64, ScalarType.Float32, ScalarType.Float16, ScalarType.BFloat16, ScalarType.Int64, ScalarType.Int32, ScalarType.Int16, ScalarType.Int8];
        var tensors = types.ToDictionary(type => type.ToString(), type => values.to(type));
        tensors["turned"] = values.t();
        tensors["single"] = tensor(3f);
        using var back = Safetensors.Parse(Safetensors.ToBytes(tensors, new Dictionary<string, string> { ["maker"] = "me" }), "memory");
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
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""", "cover 4 of 8")]
    [InlineData("""{"a":{"dtype":"F32","shape":[-1,-2],"data_offsets":[0,8]}}""", "does not fit")]
    [InlineData("""{"a":{"dtype":"F32","shape":[4611686018427387904,8],"data_offsets":[0,0]}}""", "does not fit")]
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
}
