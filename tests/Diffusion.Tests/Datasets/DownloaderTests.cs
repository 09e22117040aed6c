using System.Collections.Concurrent;
using System.Formats.Tar;
using System.IO.Compression;
using System.Net;
using System.Security.Cryptography;

namespace Diffusion.Tests;

public sealed class DownloaderTests : IDisposable
{
    private readonly string root = Directory.CreateTempSubdirectory("downloads").FullName;

    public void Dispose() => Directory.Delete(root, recursive: true);

    private static DatasetFile FileOf(byte[] content) =>
        new("set/file.bin", Convert.ToHexStringLower(SHA256.HashData(content)), [new("http://first.example/")]);

    /// <summary>Sends the second half only when it is told to; says when it has been asked.</summary>
    private sealed class SlowServer(byte[] content) : HttpMessageHandler
    {
        internal SemaphoreSlim Asked { get; } = new(0);

        internal ManualResetEventSlim GoOn { get; } = new();

        internal int Requests { get; private set; }

        protected override HttpResponseMessage Send(HttpRequestMessage request, CancellationToken cancel)
        {
            Requests++;
            Asked.Release();
            var body = new StreamContent(new SlowStream(content, GoOn));
            body.Headers.ContentLength = content.Length;
            return new(HttpStatusCode.OK) { Content = body };
        }

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancel) =>
            Task.FromResult(Send(request, cancel));
    }

    private sealed class SlowStream(byte[] content, ManualResetEventSlim goOn) : MemoryStream(content)
    {
        public override int Read(byte[] buffer, int offset, int count)
        {
            if (Position >= Length / 2) goOn.Wait();
            return base.Read(buffer, offset, (int)Math.Min(count, Length / 2 + 1));
        }
    }

    [Fact]
    public void ADownloadNeedsNoListener()
    {
        var content = RandomNumberGenerator.GetBytes(200_000);
        using var server = new SlowServer(content);
        server.GoOn.Set();
        var target = Path.Combine(root, "file.bin");
        var cancel = TestContext.Current.CancellationToken;
        new Downloader(new HttpClient(server)).Fetch(FileOf(content), target, progress: null, cancel);
        Assert.Equal(content, File.ReadAllBytes(target));
    }

    [Fact]
    public void OfSeveralThatWantOneFileOneFetchesItAndTheOthersWait()
    {
        var content = RandomNumberGenerator.GetBytes(200_000);
        using var server = new SlowServer(content);
        var target = Path.Combine(root, "file.bin");
        var failures = new ConcurrentQueue<Exception>();
        Thread[] kernels = [.. Enumerable.Range(0, 4).Select(_ => new Thread(() =>
        {
            try
            {
                new Downloader(new HttpClient(server)).Fetch(FileOf(content), target, null, CancellationToken.None);
            }
            catch (Exception e)
            {
                failures.Enqueue(e);
            }
        }))];
        kernels[0].Start();
        server.Asked.Wait(TestContext.Current.CancellationToken);
        foreach (var kernel in kernels[1..]) kernel.Start();
        // Whoever fetches beside the first asks now; one that waits never does.
        Assert.False(server.Asked.Wait(300, TestContext.Current.CancellationToken));
        server.GoOn.Set();
        foreach (var kernel in kernels) kernel.Join();
        Assert.Empty(failures);
        Assert.Equal(1, server.Requests);
        Assert.Equal(content, File.ReadAllBytes(target));
        Assert.Equal([target], Directory.GetFiles(root));
    }

    [Fact]
    public void WhoWaitsForAnotherCanBeStopped()
    {
        var target = Path.Combine(root, "file.bin");
        using var other = new FileStream(target + ".part", FileMode.Create, FileAccess.ReadWrite, FileShare.None);
        using var server = new SlowServer([1]);
        using var stop = new CancellationTokenSource(TimeSpan.FromMilliseconds(200));
        var downloader = new Downloader(new HttpClient(server));
        Assert.Throws<OperationCanceledException>(() => downloader.Fetch(FileOf([1]), target, null, stop.Token));
        Assert.Equal(0, server.Requests);
    }

    [Fact]
    public void AnArchiveThatBreaksOffLeavesNoPartOfTheBatches()
    {
        var archive = Path.Combine(root, PublicDatasets.Cifar10Archive.Path);
        Directory.CreateDirectory(Path.GetDirectoryName(archive)!);
        var store = new DatasetStore(null, root, client: null);
        void Pack(params string[] names)
        {
            using var tar = new TarWriter(new GZipStream(File.Create(archive), CompressionMode.Compress));
            foreach (var name in names)
            {
                var image = RandomNumberGenerator.GetBytes(3073);
                image[0] = 3;
                var entry = new PaxTarEntry(TarEntryType.RegularFile, $"cifar-10-batches-bin/{name}");
                entry.DataStream = new MemoryStream(image);
                tar.WriteEntry(entry);
            }
        }
        string[] train = [.. Enumerable.Range(1, 5).Select(i => $"data_batch_{i}.bin")];
        Pack([.. train, "test_batch.bin"]);
        var whole = File.ReadAllBytes(archive);
        File.WriteAllBytes(archive, whole[..(whole.Length / 2)]);
        for (var attempt = 0; attempt < 2; attempt++)
        {
            Assert.ThrowsAny<Exception>(() => store.Cifar10(cancel: TestContext.Current.CancellationToken));
            Assert.Equal([archive], Directory.GetFiles(root, "*", SearchOption.AllDirectories));
        }
        File.WriteAllBytes(archive, whole);
        Assert.Equal(5, store.Cifar10(cancel: TestContext.Current.CancellationToken).Count);
        Assert.Equal(1, store.Cifar10(test: true, TestContext.Current.CancellationToken).Count);
    }
}
