namespace Diffusion.Tests;

/// <summary>A scheduler, an option or a value that the adapter does not know; it is reported, never skipped.</summary>
internal sealed class UnsupportedException(string what) : Exception(what);
