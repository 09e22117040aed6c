using System.Reflection;
using System.Runtime.Loader;
using System.Security.Cryptography;

namespace Diffusion;

/// <summary>
/// The files of <c>data/</c>, which travel inside the assembly Diffusion.Data, so that they are there in every host
/// that can load it.
/// </summary>
public static class EmbeddedData
{
    /// <summary>The names of all files.</summary>
    public static IReadOnlyList<string> Names => [.. Home().GetManifestResourceNames()
        .Where(name => name.StartsWith(Prefix, StringComparison.Ordinal)).Select(name => name[Prefix.Length..])
        .Order(StringComparer.Ordinal)];

    private const string Prefix = "data/", AssemblyName = "Diffusion.Data";

    /// <summary>Reads a whole file.</summary>
    /// <exception cref="FileNotFoundException">
    /// There is none of that name, and the message lists those that exist; or the assembly Diffusion.Data is not here.
    /// </exception>
    public static byte[] Read(string name)
    {
        using var stream = Home().GetManifestResourceStream(Prefix + name)
            ?? throw new FileNotFoundException(
                $"No file '{name}' is embedded; there are {string.Join(", ", Names)}.", name);
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }

    /// <summary>Refuses bytes that are not the ones that were promised.</summary>
    /// <param name="name">The file, for the message.</param>
    /// <param name="bytes">What was read.</param>
    /// <param name="sha256">64 hexadecimal digits.</param>
    /// <exception cref="InvalidDataException">
    /// The checksum differs: the file is cut short, damaged or another version.
    /// </exception>
    public static void Verify(string name, ReadOnlySpan<byte> bytes, string sha256)
    {
        var found = Convert.ToHexStringLower(SHA256.HashData(bytes));
        if (!found.Equals(sha256, StringComparison.OrdinalIgnoreCase))
            throw new InvalidDataException(
                $"'{name}' is damaged or another version: its {bytes.Length} bytes have the SHA-256 {found}, expected "
                + $"{sha256}. Delete it and fetch it again.");
    }

    /// <summary>The assembly with the files: beside this one, or where the host knows its packages to be.</summary>
    private static Assembly Home()
    {
        var here = typeof(EmbeddedData).Assembly;
        var context = AssemblyLoadContext.GetLoadContext(here)!;
        var beside = Path.Combine(Path.GetDirectoryName(here.Location) ?? "", AssemblyName + ".dll");
        try
        {
            return File.Exists(beside)
                ? context.LoadFromAssemblyPath(Path.GetFullPath(beside))
                : context.LoadFromAssemblyName(new(AssemblyName));
        }
        catch (FileNotFoundException e)
        {
            throw new FileNotFoundException(
                $"The data sets and trained models of the course are in {AssemblyName}.dll, which this program does "
                + $"not have: reference the package {AssemblyName}.", e.FileName, e);
        }
    }
}
