using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;

namespace Diffusion;

/// <summary>
/// Fetches a file whole and right, or not at all: it grows under another name, goes on where an earlier try stopped,
/// and gets its name only when its checksum is the promised one. Of several processes or threads that want the same
/// file one fetches it; the others wait for it.
/// </summary>
/// <param name="client">Used for all requests; stays the caller's.</param>
internal sealed class Downloader(HttpClient client)
{
    private const int Block = 1 << 16;
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(100);

    /// <summary>Fetches <paramref name="file"/> to <paramref name="target"/>.</summary>
    /// <exception cref="IOException">
    /// No address gave the right file; the message says what happened at each.
    /// </exception>
    internal void Fetch(
        DatasetFile file, string target, IProgress<DownloadProgress>? progress, CancellationToken cancel)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(target)!);
        var partial = target + ".part";
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancel, Interruption.Token);
        using var sink = OpenAlone(partial, stop.Token);
        if (File.Exists(target))
        {
            // Somebody else has fetched it in the meantime; what was opened is that file, or an empty one.
            File.Delete(partial);
            return;
        }
        List<string> failures = [];
        foreach (var address in file.Addresses)
        {
            try
            {
                Fetch(address, file.Name, sink, progress, stop.Token);
                var found = Checksum(sink);
                if (found == file.Sha256)
                {
                    File.Move(partial, target, overwrite: true);
                    return;
                }
                // Emptied, not deleted: whoever waits has opened this file, and would fill one without a name.
                sink.SetLength(0);
                failures.Add($"{address}: its SHA-256 is {found}, expected {file.Sha256}");
            }
            catch (Exception e) when (e is HttpRequestException or IOException
                || (e is OperationCanceledException && !stop.IsCancellationRequested))
            {
                failures.Add($"{address}: {e.Message}");
            }
        }
        throw new IOException($"'{file.Name}' could not be fetched. {string.Join("; ", failures)}.");
    }

    /// <summary>
    /// Opens the growing file for this one alone, and waits while another has it open. The file itself is the lock, so
    /// that the lock ends with the process that held it, and nothing else is left behind.
    /// </summary>
    private static FileStream OpenAlone(string partial, CancellationToken cancel)
    {
        // Windows renames an open file only where this is allowed; a second writer is refused there all the same.
        var share = OperatingSystem.IsWindows() ? FileShare.Delete : FileShare.None;
        while (true)
        {
            try
            {
                return new FileStream(partial, FileMode.OpenOrCreate, FileAccess.ReadWrite, share, bufferSize: 0);
            }
            catch (IOException e) when (IsInUse(e))
            {
                cancel.WaitHandle.WaitOne(BetweenLooks);
                cancel.ThrowIfCancellationRequested();
            }
        }
    }

    /// <summary>ERROR_SHARING_VIOLATION of Windows, EWOULDBLOCK of Linux and of macOS.</summary>
    private static bool IsInUse(IOException error) =>
        error.HResult is unchecked((int)0x80070020) or 11 or 35;

    private void Fetch(
        Uri address, string name, FileStream sink, IProgress<DownloadProgress>? progress, CancellationToken cancel)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        var have = sink.Length;
        if (have > 0) request.Headers.Range = new RangeHeaderValue(have, null);
        using var response = Wait(client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancel));
        // The earlier try had everything already: its checksum decides.
        if (response.StatusCode == HttpStatusCode.RequestedRangeNotSatisfiable && have > 0) return;
        response.EnsureSuccessStatusCode();
        // A server that ignores the range sends the file from its beginning.
        if (response.StatusCode != HttpStatusCode.PartialContent) have = 0;
        using var source = response.Content.ReadAsStream(cancel);
        sink.SetLength(have);
        sink.Position = have;
        var total = response.Content.Headers.ContentLength + have;
        var buffer = new byte[Block];
        for (int read; (read = Wait(source.ReadAsync(buffer, cancel).AsTask())) > 0;)
        {
            cancel.ThrowIfCancellationRequested();
            sink.Write(buffer, 0, read);
            have += read;
            progress?.Report(new(name, have, total));
        }
        if (total is { } all && have < all) throw new IOException($"the connection ended after {have} of {all} bytes");
    }

    /// <summary>
    /// A thread that waits like this can be interrupted, and stop; one that reads from a silent server cannot.
    /// </summary>
    private static T Wait<T>(Task<T> work) => work.GetAwaiter().GetResult();

    private static string Checksum(FileStream file)
    {
        file.Position = 0;
        return Convert.ToHexStringLower(SHA256.HashData(file));
    }
}
