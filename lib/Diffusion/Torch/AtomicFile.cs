namespace Diffusion;

/// <summary>Files that are either whole or not there: written beside their place, then renamed.</summary>
public static class AtomicFile
{
    /// <summary>Writes all bytes to <paramref name="path"/>; a file that was there survives any failure.</summary>
    public static void Write(string path, ReadOnlySpan<byte> bytes)
    {
        var temporary = $"{path}.{Environment.ProcessId}.tmp";
        try
        {
            using (var stream = new FileStream(temporary, FileMode.Create, FileAccess.Write, FileShare.None))
            {
                stream.Write(bytes);
                stream.Flush(flushToDisk: true);
            }
            File.Move(temporary, path, overwrite: true);
        }
        finally
        {
            File.Delete(temporary);
        }
    }
}
