using System.Text;

namespace Files;

/// <summary>Files that are either whole or not there: written beside their place, then renamed.</summary>
internal static class WholeFile
{
    /// <summary>Writes text as UTF-8.</summary>
    internal static void Write(string path, string text) => Write(path, Encoding.UTF8.GetBytes(text));

    /// <summary>
    /// Writes all bytes and makes the folder where it is missing. A file that was there survives any failure and keeps
    /// its permissions; a symbolic link stays, and what it leads to is written. Whoever writes last of several at once
    /// wins, whole.
    /// </summary>
    internal static void Write(string path, ReadOnlySpan<byte> bytes)
    {
        var target = Path.GetFullPath(path);
        if (new FileInfo(target).LinkTarget is not null)
            target = File.ResolveLinkTarget(target, returnFinalTarget: true)!.FullName;
        Directory.CreateDirectory(Path.GetDirectoryName(target)!);
        var temporary = TemporaryName(target);
        try
        {
            WriteTemporary(temporary, target, bytes);
            File.Move(temporary, target, overwrite: true);
        }
        finally
        {
            File.Delete(temporary);
        }
    }

    /// <summary>
    /// A name of this thread's own: processes share the folder, and in containers that share it, numbers of processes
    /// are the same.
    /// </summary>
    internal static string TemporaryName(string target) =>
        $"{target}.{Environment.MachineName}-{Environment.ProcessId}-{Environment.CurrentManagedThreadId}.tmp";

    private static void WriteTemporary(string temporary, string target, ReadOnlySpan<byte> bytes)
    {
        FileStreamOptions options = new() { Mode = FileMode.Create, Access = FileAccess.Write, Share = FileShare.None };
        UnixFileMode? kept = !OperatingSystem.IsWindows() && File.Exists(target) ? File.GetUnixFileMode(target) : null;
        // From the first byte on, nobody may read what only its owner could.
        if (!OperatingSystem.IsWindows() && kept is { } from) options.UnixCreateMode = from;
        using var stream = new FileStream(temporary, options);
        stream.Write(bytes);
        stream.Flush(flushToDisk: true);
        // The process's mask may have taken bits away.
        if (!OperatingSystem.IsWindows() && kept is { } mode) File.SetUnixFileMode(stream.SafeFileHandle, mode);
    }
}
