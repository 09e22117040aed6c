using System.Buffers.Binary;
using System.IO.Compression;
using TorchSharp;

namespace Diffusion.Tests;

/// <summary>
/// A damaged file gives an error that names it, or the right data: never a crash, never silent nonsense.
/// </summary>
public sealed class DamagedFilesTests
{
    private static readonly string[] Classes = ["a", "b", "c"];

    internal static byte[] IdxBytes(int dimensions, byte[] numbers, params int[] sizes)
    {
        var file = new byte[4 + 4 * dimensions + numbers.Length];
        (file[2], file[3]) = (8, (byte)dimensions);
        for (var i = 0; i < dimensions; i++) BinaryPrimitives.WriteInt32BigEndian(file.AsSpan(4 + 4 * i), sizes[i]);
        numbers.CopyTo(file, 4 + 4 * dimensions);
        return file;
    }

    internal static byte[] Pack(byte[] bytes)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Optimal)) gzip.Write(bytes);
        return packed.ToArray();
    }

    private static byte[] Pixels(int count) => [.. Enumerable.Range(0, count).Select(i => (byte)(i * 37 % 251))];

    [Fact]
    public void AThousandDamagedIdxFilesAreRefusedOrRightNeverWrong()
    {
        var (images, labels) = (IdxBytes(3, Pixels(6 * 16), 6, 4, 4), IdxBytes(1, [0, 1, 2, 0, 1, 2], 6));
        var random = new Random(1);
        var (refused, right) = (0, 0);
        var truth = Idx.Read("test", images, "images", labels, "labels", Classes);
        for (var i = 0; i < 1000; i++)
        {
            var packed = Pack(images);
            var bad = (i % 5) switch
            {
                0 => packed[..random.Next(packed.Length)],
                1 => Flip(packed, random),
                2 => images[..random.Next(images.Length)],
                3 => Flip(images, random, 16),
                _ => [.. images, .. new byte[1 + random.Next(40)]],
            };
            try
            {
                var read = Idx.Read("test", bad, "broken.idx", labels, "labels", Classes);
                Assert.True(read.Batch([0, 1, 2, 3, 4, 5]).Images.equal(truth.Batch([0, 1, 2, 3, 4, 5]).Images).all()
                    .item<bool>(), $"case {i}: wrong pixels, no error");
                right++;
            }
            catch (InvalidDataException e)
            {
                Assert.Contains("broken.idx", e.Message);
                refused++;
            }
        }
        Assert.Equal(1000, refused + right);
        // What may pass unnoticed: bits of the gzip header (time, system) that mean nothing.
        Assert.InRange(right, 0, 60);
    }

    [Fact]
    public void DamagedCifarFilesAreRefused()
    {
        byte[] Records(int count) =>
            [.. Enumerable.Range(0, count).SelectMany(i => (byte[])[(byte)(i % 10), .. Pixels(3072)])];
        var whole = Records(4);
        Assert.Equal([3, 32, 32], Cifar10Binary.Read("CIFAR-10", [("ok.bin", whole)]).ImageShape);
        for (var length = 0; length < whole.Length; length += 97)
        {
            if (length % 3073 == 0 && length > 0) continue;
            var error = Assert.Throws<InvalidDataException>(
                () => Cifar10Binary.Read("CIFAR-10", [("cut.bin", whole[..length])]));
            Assert.Contains("cut.bin", error.Message);
        }
        whole[2 * 3073] = 10;
        Assert.Contains("record 2 has class 10",
            Assert.Throws<InvalidDataException>(() => Cifar10Binary.Read("CIFAR-10", [("bad.bin", whole)])).Message);
    }

    [Fact]
    public void CifarKeepsColoursApart()
    {
        byte[] record = [7, .. Enumerable.Repeat((byte)255, 1024), .. new byte[1024],
            .. Enumerable.Repeat((byte)51, 1024)];
        var (images, labels) = Cifar10Binary.Read("CIFAR-10", [("one.bin", record)]).Batch([0]);
        Assert.Equal([1f, -1, -0.6f], images.mean([0, 2, 3]).data<float>().ToArray().Select(x => MathF.Round(x, 4)));
        Assert.Equal(7, labels![0].item<long>());
    }

    [Fact]
    public void IdxFilesThatDoNotBelongTogetherAreRefused()
    {
        var images = IdxBytes(3, Pixels(32), 2, 4, 4);
        InvalidDataException Refused(byte[] image, byte[] label) =>
            Assert.Throws<InvalidDataException>(() => Idx.Read("test", image, "img", label, "lab", Classes));
        Assert.Contains("do not belong together", Refused(images, IdxBytes(1, [0], 1)).Message);
        Assert.Contains("'lab': image 1 has class 3, but test has the classes 0 to 2",
            Refused(images, IdxBytes(1, [0, 3], 2)).Message);
        Assert.Contains("no IDX file", Refused(IdxBytes(1, [0, 1], 2), IdxBytes(1, [0, 1], 2)).Message);
        Assert.Contains("dimension 1 has size 0", Refused(IdxBytes(3, [], 0, 4, 4), IdxBytes(1, [0], 1)).Message);
        Assert.Contains("cut short",
            Refused(IdxBytes(3, Pixels(32), int.MaxValue / 1000, 4, 4), IdxBytes(1, [0, 1], 2)).Message);
    }

    [Fact]
    public void TwoHundredDamagedCheckpointsAreRefusedOrRight()
    {
        var bytes = EmbeddedData.Read("digits-8x8-unet.safetensors");
        var random = new Random(2);
        for (var i = 0; i < 200; i++)
        {
            // Weights carry no checksum of their own, so only the header is damaged here, or the file's length.
            var bad = i % 2 == 0 ? bytes[..random.Next(bytes.Length)] : Flip(bytes, random, 8 + 4000);
            try
            {
                using var model = TrainedModel.Parse(bad, "broken.safetensors");
                Assert.Equal(model.Network.ParameterCount, Pretrained.Digits8x8().Network.ParameterCount);
            }
            catch (InvalidDataException e)
            {
                Assert.Contains("broken.safetensors", e.Message);
            }
        }
    }

    private static byte[] Flip(byte[] bytes, Random random, int within = int.MaxValue)
    {
        var copy = (byte[])bytes.Clone();
        copy[random.Next(Math.Min(within, copy.Length))] ^= (byte)(1 << random.Next(8));
        return copy;
    }
}
