using TorchSharp;
using static TorchSharp.torch;

namespace Diffusion.Tests;

public sealed class VaeTests : IDisposable
{
    private readonly string path = Path.Combine(Directory.CreateTempSubdirectory("vae").FullName, "vae.safetensors");

    public void Dispose() => Directory.Delete(Path.GetDirectoryName(path)!, recursive: true);

    private static readonly VaeSizes Small = new() { ImageSize = 8, LatentChannels = 2, Width = 8 };

    public static TheoryData<VaeSizes, long[]> Kinds { get; } = new()
    {
        { Small, [2, 2, 2] },
        { new() { ImageSize = 7, LatentChannels = 0, LatentNumbers = 5, Width = 12 }, [5] },
        { VaeSizes.Garments, [4, 7, 7] },
        { VaeSizes.GarmentNumbers(), [16] },
    };

    [Theory]
    [MemberData(nameof(Kinds))]
    public void ImagesBecomeACodeOfItsShapeAndImagesAgain(VaeSizes sizes, long[] latent)
    {
        using var scope = NewDisposeScope();
        manual_seed(1);
        using var vae = new Vae(sizes);
        var images = rand([3, .. sizes.ImageShape()]) * 2 - 1;
        var code = vae.Encode(images);
        Assert.Equal(latent, sizes.LatentShape());
        Assert.Equal([3, .. latent], code.Mean.shape);
        Assert.Equal([3, .. latent], code.LogVariance.shape);
        Assert.Equal(images.shape, vae.forward(images).shape);
        // One image's answer does not depend on its neighbours, nor on how many go at once.
        var alone = vae.Reconstruct(images.narrow(0, 1, 1));
        Assert.True((alone - vae.forward(images).narrow(0, 1, 1)).abs().max().item<float>() < 1e-5);
    }

    [Fact]
    public void TheDivergenceIsTheIntegralAndADrawHasTheStatedSpread()
    {
        using var scope = NewDisposeScope();
        var (mean, deviation) = (0.7, 0.4);
        var code = new VaeCode(
            full([1, 1], mean, ScalarType.Float64), full([1, 1], 2 * Math.Log(deviation), ScalarType.Float64));
        // The integral of q ln(q / p) by sums, as the definition has it.
        double Density(double x, double m, double s) =>
            Math.Exp(-(x - m) * (x - m) / (2 * s * s)) / (s * Math.Sqrt(2 * Math.PI));
        var sum = 0.0;
        for (var x = -8.0; x < 8; x += 1e-3)
            if (Density(x, mean, deviation) is > 1e-300 and var q) sum += 1e-3 * q * Math.Log(q / Density(x, 0, 1));
        Assert.Equal(sum, code.Divergence().item<double>(), 1e-6);
        Assert.Equal(mean + deviation * 1.5, code.Draw(full([1, 1], 1.5, ScalarType.Float64)).item<double>(), 1e-12);
        Assert.Equal(0, new VaeCode(zeros(1, 1), zeros(1, 1)).Divergence().item<float>());
    }

    [Fact]
    public void ANumberThatStaysTheSameIsNotActive()
    {
        using var scope = NewDisposeScope();
        var means = stack([arange(10).to(ScalarType.Float32), zeros(10), 0.01 * arange(10), ones(10)], 1);
        Assert.Equal(0.25, new VaeCode(means, zeros_like(means)).ActiveShare());
    }

    [Fact]
    public void MeasuredLatentsHaveAMeanSquareOfOneAndDecodeAsTheirCode()
    {
        using var scope = NewDisposeScope();
        manual_seed(2);
        using var vae = new Vae(Small);
        var images = rand(20, 1, 8, 8) * 2 - 1;
        vae.Scale = 7;
        vae.MeasureScale(images);
        var latents = vae.ToLatents(images);
        Assert.Equal(1, latents.square().mean().item<float>(), 1e-4);
        Assert.True((vae.ToImages(latents) - vae.Reconstruct(images)).abs().max().item<float>() < 1e-5);
        Assert.Throws<ArgumentOutOfRangeException>(() => vae.Scale = 0);
        Assert.Throws<ArgumentOutOfRangeException>(() => vae.Scale = double.NaN);
    }

    [Fact]
    public void WhatDoesNotFitIsRefusedByItsShape()
    {
        using var scope = NewDisposeScope();
        using var vae = new Vae(Small);
        Assert.Contains("[B, 1, 8, 8]", Assert.Throws<ArgumentException>(() => vae.Encode(zeros(1, 3, 8, 8))).Message);
        Assert.Contains("[B, 2, 2, 2]", Assert.Throws<ArgumentException>(() => vae.Decode(zeros(1, 2, 4, 4))).Message);
        Assert.Contains("at least one", Assert.Throws<ArgumentException>(() => vae.Encode(zeros(0, 1, 8, 8))).Message);
        Assert.Contains("4 divides, not 10",
            Assert.Throws<ArgumentException>(() => new Vae(new() { ImageSize = 10 })).Message);
        Assert.Contains("one of them above 0",
            Assert.Throws<ArgumentException>(() => new Vae(new() { LatentNumbers = 3 })).Message);
    }

    [Fact]
    public void AFileHoldsWeightsSizesAndScale()
    {
        using var scope = NewDisposeScope();
        using var vae = new Vae(Small) { Scale = 0.18215 };
        vae.Save(path);
        using var back = VaeFile.Load(path);
        var images = rand(2, 1, 8, 8);
        Assert.Equal(0.18215, back.Scale);
        Assert.Equal(Small, back.Sizes);
        Assert.True(back.forward(images).equal(vae.forward(images)).all().item<bool>());
        Assert.Contains("holds no VAE", Assert.Throws<InvalidDataException>(
            () => VaeFile.Parse(EmbeddedData.Read("digits-8x8-unet.safetensors"), "unet")).Message);
    }

    [Theory]
    [InlineData("diffusion.vae", "null", "no sizes of a VAE")]
    [InlineData("diffusion.vae", """{"Width":-3}""", "no sizes of a VAE")]
    [InlineData("diffusion.vae", """{"Width":16}""", "weights")]
    [InlineData("diffusion.vae.scale", "-1", "scaled")]
    [InlineData("diffusion.vae.scale", "NaN", "scaled")]
    public void AFieldThatCannotBeIsRefused(string key, string value, string words)
    {
        using (var vae = new Vae(Small)) vae.Save(path);
        using var file = Safetensors.Load(path);
        Safetensors.Save(path, file.Tensors, new Dictionary<string, string>(file.Metadata) { [key] = value });
        var message = Assert.Throws<InvalidDataException>(() => VaeFile.Load(path)).Message;
        Assert.Contains(path, message);
        Assert.Contains(words, message);
    }

    [Fact]
    public void AModelOfLatentsCarriesItsDecoder()
    {
        using var scope = NewDisposeScope();
        manual_seed(3);
        using var vae = new Vae(Small) { Scale = 0.5 };
        using var network = new UNet(new() { ImageChannels = 2, BaseChannels = 8, Multipliers = [1] });
        new TrainedModel(network, Prediction.Flow, NoiseSchedule.Flow(), [2, 2, 2], ["a"],
            new Dictionary<string, string>()) { Autoencoder = vae }.Save(path);
        using var back = TrainedModel.Load(path);
        Assert.Equal([1, 8, 8], back.PictureShape);
        var latents = back.Noise(3, seed: 1);
        Assert.Equal([3, 2, 2, 2], latents.shape);
        Assert.True(back.ToImages(latents).equal(vae.ToImages(latents)).all().item<bool>());
        using var alone = VaeFile.Load(path);
        Assert.Equal(0.5, alone.Scale);

        // A model of images is what it was: its samples are the images.
        (back with { Autoencoder = null }).Save(path);
        using var plain = TrainedModel.Load(path);
        Assert.Null(plain.Autoencoder);
        Assert.Equal(plain.ImageShape, plain.PictureShape);
        Assert.True(plain.ToImages(latents).equal(latents).all().item<bool>());
    }
}
