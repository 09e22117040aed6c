namespace Diffusion;

/// <summary>
/// A file of a public data set: where it lies in a data folder, what it must contain, where it can be fetched.
/// </summary>
/// <param name="Path">Below the data folder: "mnist/train-images-idx3-ubyte.gz".</param>
/// <param name="Sha256">The checksum of the official file.</param>
/// <param name="Addresses">Tried in this order.</param>
public sealed record DatasetFile(string Path, string Sha256, IReadOnlyList<Uri> Addresses)
{
    /// <summary>The part after the folder.</summary>
    public string Name => System.IO.Path.GetFileName(Path);
}
