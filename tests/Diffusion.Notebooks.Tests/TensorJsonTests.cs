using System.Text.Json;
using TorchSharp;
using static TorchSharp.torch;

namespace Diffusion.Notebooks.Tests;

public sealed class TensorJsonTests
{
    public static TheoryData<string, Func<Tensor>> Forms => new()
    {
        { """{"shape":[2,2],"dtype":"float32","values":[[1,2.5],[-3,0.1]]}""",
            () => tensor(new[,] { { 1f, 2.5f }, { -3f, 0.1f } }) },
        { """{"shape":[],"dtype":"float64","values":0.1}""", () => tensor(0.1) },
        { """{"shape":[3],"dtype":"int64","values":[1,-2,9007199254740991]}""",
            () => tensor(new[] { 1, -2, 9007199254740991 }) },
        { """{"shape":[2],"dtype":"bool","values":[true,false]}""", () => tensor(new[] { true, false }) },
        { """{"shape":[2],"dtype":"byte","values":[0,255]}""", () => tensor(new byte[] { 0, 255 }) },
        { """{"shape":[1],"dtype":"bfloat16","values":[0.5]}""", () => tensor(new[] { 0.5f }, ScalarType.BFloat16) },
        { """{"shape":[2,0],"dtype":"float32","values":[[],[]]}""", () => zeros(2, 0) },
        {
            """{"shape":[3],"dtype":"float32","values":["NaN","Infinity","-Infinity"]}""",
            () => tensor(new[] { float.NaN, float.PositiveInfinity, float.NegativeInfinity })
        },
    };

    [Theory]
    [MemberData(nameof(Forms))]
    public void ATensorIsWrittenAndReadBack(string json, Func<Tensor> make)
    {
        using var there = make();

        Assert.Equal(json, TensorJson.Write(there));
        using var back = TensorJson.Read(JsonDocument.Parse(json));
        Assert.Equal(there.dtype, back.dtype);
        Assert.Equal(there.shape, back.shape);
        using var scope = NewDisposeScope();
        Assert.True(there.to(ScalarType.Float64).allclose(back.to(ScalarType.Float64), 0, 0, equal_nan: true));
    }

    [Fact]
    public void AViewIsWrittenAsItLooks()
    {
        using var numbers = arange(6).reshape(2, 3);
        using var turned = numbers.t();

        Assert.Equal("""{"shape":[3,2],"dtype":"int64","values":[[0,3],[1,4],[2,5]]}""", TensorJson.Write(turned));
    }

    [Fact]
    public void APlainListIsReadAsWell()
    {
        using var numbers = TensorJson.Read(JsonDocument.Parse("[[1, 2], [3, 4]]"));

        Assert.Equal([2L, 2L], numbers.shape);
        Assert.Equal([1f, 2, 3, 4], numbers.data<float>());
    }

    [Fact]
    public void ALargeTensorIsWrittenWithoutItsNumbers()
    {
        using var large = zeros(1001, 1000);
        var json = JsonDocument.Parse(TensorJson.Write(large)).RootElement;

        Assert.Equal(JsonValueKind.Null, json.GetProperty("values").ValueKind);
        Assert.Contains("1001000 numbers", json.GetProperty("note").GetString());
        Assert.Equal(1001, json.GetProperty("shape")[0].GetInt32());
    }

    [Theory]
    [InlineData("""[[1, 2], [3]]""", "equally long")]
    [InlineData("""[1, "two"]""", "where number 2 should be")]
    [InlineData("""{"x": 1}""", "no \"values\"")]
    [InlineData("""{"shape": [3], "values": [1, 2]}""", "[3] does not fit 2")]
    [InlineData("""{"shape": [1], "dtype": "float33", "values": [1]}""", "'float33'")]
    public void WhatIsNoTensorIsNamed(string json, string named) =>
        Assert.Contains(named,
            Assert.Throws<ArgumentException>(() => TensorJson.Read(JsonDocument.Parse(json))).Message);

    [Fact]
    public void ComplexNumbersAreRefused()
    {
        using var complex = zeros([2], ScalarType.ComplexFloat32);

        Assert.Contains("imaginary", Assert.Throws<ArgumentException>(() => TensorJson.Write(complex)).Message);
    }
}
