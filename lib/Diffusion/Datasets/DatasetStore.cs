using System.Formats.Tar;
using System.IO.Compression;
using Files;

namespace Diffusion;

/// <summary>
/// Finds data sets: in the folder that <c>DIFFUSION_DATA</c> names, else in the cache, else by download (with checksum,
/// going on after an interruption), else it says what to do. What is embedded is always there.
/// </summary>
public sealed class DatasetStore
{
    /// <summary>The environment variable that names a folder with data sets.</summary>
    public const string FolderVariable = "DIFFUSION_DATA";

    private readonly string? folder;
    private readonly string cache;
    private readonly HttpClient? client;
    private readonly IProgress<DownloadProgress>? progress;

    /// <summary>The usual store: environment variable, cache, network.</summary>
    /// <param name="progress">Told how downloads go on.</param>
    public DatasetStore(IProgress<DownloadProgress>? progress = null)
        : this(Environment.GetEnvironmentVariable(FolderVariable), Path.Combine(CacheFolder.Path, "data"),
            new HttpClient(), progress)
    {
    }

    /// <summary>A store with places of its own.</summary>
    /// <param name="folder">Looked in first, nothing is written there; null: none.</param>
    /// <param name="cache">Where downloads are kept.</param>
    /// <param name="client">For downloads; null: nothing is downloaded.</param>
    /// <param name="progress">Told how downloads go on.</param>
    public DatasetStore(string? folder, string cache, HttpClient? client, IProgress<DownloadProgress>? progress = null)
    {
        (this.folder, this.cache, this.client, this.progress) = (folder, cache, client, progress);
        if (!string.IsNullOrEmpty(folder) && !Directory.Exists(folder))
            throw new DirectoryNotFoundException(
                $"{FolderVariable} names '{folder}', which is no folder. Correct it or unset it.");
    }

    /// <summary>
    /// MNIST: handwritten digits, [1, 28, 28], 60,000 to train on and 10,000 to test with (LeCun et al., 1998).
    /// </summary>
    /// <exception cref="IOException">It is not here and could not be fetched; the message says what to do.</exception>
    /// <exception cref="InvalidDataException">A file is damaged; the message names it.</exception>
    public LabelledImages Mnist(bool test = false, CancellationToken cancel = default) =>
        Read(PublicDatasets.Mnist, test, cancel);

    /// <summary>Fashion-MNIST: garments, [1, 28, 28], 60,000 and 10,000 (Xiao, Rasul and Vollgraf, 2017).</summary>
    /// <inheritdoc cref="Mnist"/>
    public LabelledImages FashionMnist(bool test = false, CancellationToken cancel = default) =>
        Read(PublicDatasets.Fashion, test, cancel);

    /// <summary>Any other set in the format of MNIST.</summary>
    /// <inheritdoc cref="Mnist"/>
    public LabelledImages Read(IdxFiles set, bool test = false, CancellationToken cancel = default)
    {
        var (images, labels) = set.Half(test);
        var (imagePath, labelPath) = (Locate(images, cancel), Locate(labels, cancel));
        return Idx.Read(
            set.Name, File.ReadAllBytes(imagePath), imagePath, File.ReadAllBytes(labelPath), labelPath, set.Classes);
    }

    /// <summary>
    /// The 10,000 test images of Fashion-MNIST, embedded in Diffusion.Data: always there where that is.
    /// </summary>
    public static LabelledImages EmbeddedFashionMnist()
    {
        LabelledImages Half(string letter, Range labels)
        {
            var name = $"fashion-mnist-10k-images-{letter}.idx3.gz";
            return Idx.ReadImages(
                "Fashion-MNIST", EmbeddedData.Read(name), name, AllLabels()[labels], PublicDatasets.Garments);
        }
        static byte[] AllLabels()
        {
            const string Name = "fashion-mnist-10k-labels.idx1.gz";
            return Idx.ReadLabels(EmbeddedData.Read(Name), Name);
        }
        return Half("a", ..5000).Append(Half("b", 5000..));
    }

    /// <summary>CIFAR-10: small photographs, [3, 32, 32], 50,000 and 10,000 (Krizhevsky, 2009).</summary>
    /// <inheritdoc cref="Mnist"/>
    public LabelledImages Cifar10(bool test = false, CancellationToken cancel = default)
    {
        string[] names = test ? ["test_batch.bin"] : [.. Enumerable.Range(1, 5).Select(i => $"data_batch_{i}.bin")];
        foreach (var place in new[] { folder, cache })
        {
            if (string.IsNullOrEmpty(place)) continue;
            // A data folder may hold a part of the batches; it counts as what it is.
            var present = names.Select(name => Path.Combine(place, "cifar-10-batches-bin", name))
                .Where(File.Exists).ToList();
            if (present.Count > 0)
                return Cifar10Binary.Read("CIFAR-10", [.. present.Select(path => (path, File.ReadAllBytes(path)))]);
        }
        UnpackCifar10(Locate(PublicDatasets.Cifar10Archive, cancel));
        return Cifar10(test, cancel);
    }

    private string Locate(DatasetFile file, CancellationToken cancel)
    {
        var cached = Path.Combine(cache, file.Path);
        string[] places = string.IsNullOrEmpty(folder) ? [cached] : [Path.Combine(folder, file.Path), cached];
        if (places.FirstOrDefault(File.Exists) is { } found) return found;
        var origin = file.Addresses is [var first, ..] ? $"it comes from {first}" : "it cannot be fetched alone";
        var advice = $"Set {FolderVariable} to a folder that holds '{file.Path}', or put the file at '{cached}'; "
            + $"{origin}. Without it, {nameof(EmbeddedFashionMnist)} and {nameof(Digits8x8)} need no network.";
        if (client is null || file.Addresses.Count == 0)
            throw new FileNotFoundException($"'{file.Path}' is not on this machine. {advice}", file.Path);
        try
        {
            new Downloader(client).Fetch(file, cached, progress, cancel);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new IOException($"{e.Message} {advice}", e);
        }
        return cached;
    }

    /// <summary>
    /// Unpacks beside the folder and renames: nobody, now or after an interruption, takes a part for the whole.
    /// </summary>
    private void UnpackCifar10(string archive)
    {
        var unpacked = WholeFile.TemporaryName(Path.Combine(cache, "cifar-10-batches-bin"));
        try
        {
            Unpack(archive, unpacked);
            if (!File.Exists(Path.Combine(unpacked, "test_batch.bin")))
                throw new InvalidDataException(
                    $"'{archive}' holds no test_batch.bin: it is no CIFAR-10 archive. Delete it.");
            Place(unpacked, Path.Combine(cache, "cifar-10-batches-bin"));
        }
        finally
        {
            if (Directory.Exists(unpacked)) Directory.Delete(unpacked, recursive: true);
        }
    }

    private static void Place(string unpacked, string folder)
    {
        try
        {
            Directory.Move(unpacked, folder);
        }
        catch (IOException) when (Directory.Exists(folder))
        {
            // Another process was here first, or somebody has put a part of the batches there: the rest goes beside it.
            foreach (var file in Directory.GetFiles(unpacked))
                File.Move(file, Path.Combine(folder, Path.GetFileName(file)), overwrite: true);
        }
    }

    private static void Unpack(string archive, string folder)
    {
        Directory.CreateDirectory(folder);
        using var tar = new TarReader(new GZipStream(File.OpenRead(archive), CompressionMode.Decompress));
        while (tar.GetNextEntry() is { } entry)
        {
            Interruption.Point();
            var name = Path.GetFileName(entry.Name);
            if (!name.EndsWith(".bin", StringComparison.Ordinal) || entry.DataStream is null) continue;
            using var file = File.Create(Path.Combine(folder, name));
            entry.DataStream.CopyTo(file);
        }
    }
}
