using System.Net;
using System.Security.Cryptography;
using TorchSharp;

namespace Diffusion.Tests;

public sealed class DatasetStoreTests : IDisposable
{
    private readonly string root = Directory.CreateTempSubdirectory("datasets").FullName;

    public void Dispose() => Directory.Delete(root, recursive: true);

    private string Cache => Path.Combine(root, "cache");

    /// <summary>A server in memory that can break off after some bytes and knows ranges.</summary>
    private sealed class Server(byte[] content, int breakAfter = int.MaxValue, bool ranges = true) : HttpMessageHandler
    {
        internal List<long?> Asked { get; } = [];

        protected override HttpResponseMessage Send(HttpRequestMessage request, CancellationToken cancel)
        {
            var from = request.Headers.Range?.Ranges.First().From;
            Asked.Add(from);
            var start = ranges ? (int)(from ?? 0) : 0;
            if (start >= content.Length && start > 0) return new(HttpStatusCode.RequestedRangeNotSatisfiable);
            var part = content[start..];
            var body = new StreamContent(
                new MemoryStream(part[..Math.Min(part.Length, Asked.Count == 1 ? breakAfter : int.MaxValue)]));
            body.Headers.ContentLength = part.Length;
            return new(start > 0 ? HttpStatusCode.PartialContent : HttpStatusCode.OK) { Content = body };
        }

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancel) =>
            Task.FromResult(Send(request, cancel));
    }

    private static DatasetFile FileOf(byte[] content) =>
        new("set/file.bin", Convert.ToHexStringLower(SHA256.HashData(content)),
            [new("http://first.example/"), new("http://second.example/")]);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void ABrokenDownloadGoesOnWhereItStoppedAndEndsRight(bool ranges)
    {
        var content = RandomNumberGenerator.GetBytes(200_000);
        var server = new Server(content, breakAfter: 70_000, ranges);
        var target = Path.Combine(Cache, "file.bin");
        var seen = new List<DownloadProgress>();
        new Downloader(new HttpClient(server))
            .Fetch(FileOf(content), target, new Sink(seen), TestContext.Current.CancellationToken);
        Assert.Equal(content, File.ReadAllBytes(target));
        Assert.Equal([null, 70_000L], server.Asked);
        Assert.Equal(200_000, seen[^1].Bytes);
        Assert.False(File.Exists(target + ".part"));
    }

    [Fact]
    public void AFileWithAnotherChecksumIsNotKept()
    {
        var server = new Server([1, 2, 3]);
        var target = Path.Combine(Cache, "file.bin");
        var error = Assert.Throws<IOException>(() => new Downloader(new HttpClient(server))
            .Fetch(FileOf([1, 2, 4]), target, null, TestContext.Current.CancellationToken));
        Assert.Contains("expected", error.Message);
        Assert.Contains("second.example", error.Message);
        // What is left is the lock, and holds nothing.
        Assert.Equal([target + ".part"], Directory.GetFiles(Cache));
        Assert.Equal(0, new FileInfo(target + ".part").Length);
    }

    [Fact]
    public void WithoutAnythingTheMessageSaysWhatToDo()
    {
        var error = Assert.Throws<FileNotFoundException>(
            () => new DatasetStore(null, Cache, client: null).Mnist(cancel: TestContext.Current.CancellationToken));
        Assert.Contains("DIFFUSION_DATA", error.Message);
        Assert.Contains("mnist/train-images-idx3-ubyte.gz", error.Message);
        Assert.Contains("no folder", Assert.Throws<DirectoryNotFoundException>(
            () => new DatasetStore(Path.Combine(root, "none"), Cache, null)).Message);
    }

    [Fact]
    public void TheDataFolderIsReadBeforeTheCache()
    {
        void Put(string place, byte label)
        {
            Directory.CreateDirectory(Path.Combine(place, "mnist"));
            File.WriteAllBytes(Path.Combine(place, "mnist", "t10k-images-idx3-ubyte.gz"),
                DamagedFilesTests.Pack(DamagedFilesTests.IdxBytes(3, new byte[4], 1, 2, 2)));
            File.WriteAllBytes(Path.Combine(place, "mnist", "t10k-labels-idx1-ubyte.gz"),
                DamagedFilesTests.Pack(DamagedFilesTests.IdxBytes(1, [label], 1)));
        }
        Put(Cache, 1);
        Assert.Equal(1,
            new DatasetStore(null, Cache, null).Mnist(test: true, TestContext.Current.CancellationToken).Label(0));
        Put(Path.Combine(root, "mine"), 2);
        Assert.Equal(2, new DatasetStore(Path.Combine(root, "mine"), Cache, null)
            .Mnist(test: true, TestContext.Current.CancellationToken).Label(0));
    }

    [Fact]
    public void TenThousandGarmentsAreEmbedded()
    {
        var garments = DatasetStore.EmbeddedFashionMnist();
        Assert.Equal((10_000, 10), (garments.Count, garments.Classes.Count));
        for (var label = 0; label < 10; label++) Assert.Equal(1000, garments.OfClass(label).Count);
        Assert.Equal(["ankle boot", "pullover", "trouser"],
            new[] { 0, 1, 2 }.Select(i => garments.Classes[garments.Label(i)]));
    }

    [Fact]
    public void AFolderOfImagesHasAClassForEachFolder()
    {
        foreach (var (name, value) in new[]
            { ("cats/1.png", 10), ("cats/2.JPG", 20), ("dogs/1.png", 30), ("notes.txt", 0) })
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(root, name))!);
            File.WriteAllBytes(Path.Combine(root, name), [(byte)value]);
        }
        byte[]? Decode(byte[] file, int channels, int size) => [.. Enumerable.Repeat(file[0], channels * size * size)];
        var zip = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName() + ".zip");
        System.IO.Compression.ZipFile.CreateFromDirectory(root, zip);
        foreach (var place in new[] { root, zip })
        {
            var set = ImageFolder.Load(place, 3, 2, Decode);
            Assert.Equal(["cats", "dogs"], set.Classes);
            Assert.Equal([0, 0, 1], new[] { 0, 1, 2 }.Select(set.Label));
            Assert.Equal(20 / 127.5 - 1, set.Batch([1]).Images[0, 2, 1, 1].item<float>(), 5);
            Assert.Contains("cats/1.png",
                Assert.Throws<InvalidDataException>(() => ImageFolder.Load(place, 3, 2, (_, _, _) => null)).Message);
        }
        File.WriteAllBytes(zip, [1, 2, 3]);
        Assert.Contains("no zip file",
            Assert.Throws<InvalidDataException>(() => ImageFolder.Load(zip, 3, 2, Decode)).Message);
        File.Delete(zip);
    }

    private sealed class Sink(List<DownloadProgress> seen) : IProgress<DownloadProgress>
    {
        public void Report(DownloadProgress value) => seen.Add(value);
    }
}
