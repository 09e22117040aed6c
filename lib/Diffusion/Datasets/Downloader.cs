using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;

namespace Diffusion;

/// <summary>
/// Fetches a file whole and right, or not at all: it grows under another name, goes on where an earlier try stopped, and
/// gets its name only when its checksum is the promised one.
/// </summary>
/// <param name="client">Used for all requests; stays the caller's.</param>
internal sealed class Downloader(HttpClient client)
{
    private const int Block = 1 << 16;

    /// <summary>Fetches <paramref name="file"/> to <paramref name="target"/>.</summary>
    /// <exception cref="IOException">No address gave the right file; the message says what happened at each.</exception>
    internal void Fetch(DatasetFile file, string target, IProgress<DownloadProgress>? progress, CancellationToken cancel)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(target)!);
        var partial = target + ".part";
        List<string> failures = [];
        foreach (var address in file.Addresses)
        {
            try
            {
                Fetch(address, file.Name, partial, progress, cancel);
                var found = Checksum(partial);
                if (found == file.Sha256)
                {
                    File.Move(partial, target, overwrite: true);
                    return;
                }
                File.Delete(partial);
                failures.Add($"{address}: its SHA-256 is {found}, expected {file.Sha256}");
            }
            catch (Exception e) when (e is HttpRequestException or IOException || (e is OperationCanceledException && !cancel.IsCancellationRequested))
            {
                failures.Add($"{address}: {e.Message}");
            }
        }
        throw new IOException($"'{file.Name}' could not be fetched. {string.Join("; ", failures)}.");
    }

    private void Fetch(Uri address, string name, string partial, IProgress<DownloadProgress>? progress, CancellationToken cancel)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        var have = File.Exists(partial) ? new FileInfo(partial).Length : 0;
        if (have > 0) request.Headers.Range = new RangeHeaderValue(have, null);
        using var response = client.Send(request, HttpCompletionOption.ResponseHeadersRead, cancel);
        // The earlier try had everything already: its checksum decides.
        if (response.StatusCode == HttpStatusCode.RequestedRangeNotSatisfiable && have > 0) return;
        response.EnsureSuccessStatusCode();
        // A server that ignores the range sends the file from its beginning.
        if (response.StatusCode != HttpStatusCode.PartialContent) have = 0;
        using var source = response.Content.ReadAsStream(cancel);
        using var sink = new FileStream(partial, have > 0 ? FileMode.Append : FileMode.Create, FileAccess.Write);
        var total = response.Content.Headers.ContentLength + have;
        var buffer = new byte[Block];
        for (int read; (read = source.Read(buffer)) > 0;)
        {
            cancel.ThrowIfCancellationRequested();
            sink.Write(buffer, 0, read);
            progress?.Report(new(name, have += read, total));
        }
        if (total is { } all && have < all) throw new IOException($"the connection ended after {have} of {all} bytes");
    }

    private static string Checksum(string path)
    {
        using var stream = File.OpenRead(path);
        return Convert.ToHexStringLower(SHA256.HashData(stream));
    }
}
