namespace Diffusion;

/// <summary>A public data set in the format of MNIST: images and labels to train on, and others to test with.</summary>
/// <param name="Name">What it is called.</param>
/// <param name="Folder">Its folder below a data folder: "mnist".</param>
/// <param name="Classes">The names of its classes.</param>
/// <param name="Hosts">
/// What stands before a file's name in an address, tried in this order; none where the files cannot be fetched one by
/// one.
/// </param>
/// <param name="Checksums">
/// SHA-256 of the four files of MNIST's names: images and labels to train on, images and labels to test with.
/// </param>
public sealed record IdxFiles(
    string Name, string Folder, IReadOnlyList<string> Classes, IReadOnlyList<string> Hosts,
    IReadOnlyList<string> Checksums)
{
    private static readonly string[] FileNames =
    [
        "train-images-idx3-ubyte.gz", "train-labels-idx1-ubyte.gz", "t10k-images-idx3-ubyte.gz",
        "t10k-labels-idx1-ubyte.gz",
    ];

    /// <summary>SHA-256 of the four files, in the order of their names.</summary>
    /// <exception cref="ArgumentException">There are not four.</exception>
    public IReadOnlyList<string> Checksums { get; init; } = Checksums.Count == FileNames.Length ? Checksums
        : throw new ArgumentException(
            $"{Name}: give {FileNames.Length} checksums, of {string.Join(", ", FileNames)}, not {Checksums.Count}.",
            nameof(Checksums));

    /// <summary>The files of one half.</summary>
    /// <param name="test">Those to test with.</param>
    public (DatasetFile Images, DatasetFile Labels) Half(bool test) => test ? (File(2), File(3)) : (File(0), File(1));

    private DatasetFile File(int i) =>
        new($"{Folder}/{FileNames[i]}", Checksums[i], [.. Hosts.Select(host => new Uri(host + FileNames[i]))]);
}
