using System.Security.Cryptography;
using System.Text;

namespace NotebookKernel.Jupyter;

/// <summary>
/// Signs messages as the Jupyter protocol does: HMAC-SHA256 over header, parent header, metadata and content, as
/// lower-case hexadecimal digits.
/// </summary>
internal sealed class MessageSigner(string key)
{
    private readonly byte[] _key = Encoding.UTF8.GetBytes(key);

    /// <summary>The signature of four parts, empty where there is no key.</summary>
    public byte[] Sign(
        ReadOnlySpan<byte> header, ReadOnlySpan<byte> parent, ReadOnlySpan<byte> metadata, ReadOnlySpan<byte> content)
    {
        if (_key.Length == 0)
            return [];
        using var hash = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, _key);
        hash.AppendData(header);
        hash.AppendData(parent);
        hash.AppendData(metadata);
        hash.AppendData(content);
        return Encoding.ASCII.GetBytes(Convert.ToHexStringLower(hash.GetHashAndReset()));
    }

    /// <summary>Whether a signature is the right one; takes the same time for every wrong one.</summary>
    public bool IsValid(
        ReadOnlySpan<byte> signature,
        ReadOnlySpan<byte> header,
        ReadOnlySpan<byte> parent,
        ReadOnlySpan<byte> metadata,
        ReadOnlySpan<byte> content) =>
        _key.Length == 0 || CryptographicOperations.FixedTimeEquals(signature, Sign(header, parent, metadata, content));
}
