namespace Diffusion;

/// <summary>How far a download is.</summary>
/// <param name="File">The file's name.</param>
/// <param name="Bytes">What has arrived.</param>
/// <param name="Total">What there is, or null where the server does not say.</param>
public sealed record DownloadProgress(string File, long Bytes, long? Total);
