using System.Text.Json;
using System.Text.Json.Serialization;

namespace NotebookKernel.Jupyter;

/// <summary>Where a front end wants to meet its kernel: what a Jupyter connection file says.</summary>
public sealed record ConnectionInfo
{
    /// <summary>The only transport that this kernel speaks: <c>tcp</c>.</summary>
    [JsonPropertyName("transport")]
    public string Transport { get; init; } = "tcp";

    /// <summary>The address to listen on; this computer only, unless the front end asks for another.</summary>
    [JsonPropertyName("ip")]
    public string Ip { get; init; } = "127.0.0.1";

    /// <summary>The secret that both sides sign messages with. Empty: messages are not signed.</summary>
    [JsonPropertyName("key")]
    public string Key { get; init; } = "";

    /// <summary>How messages are signed: <c>hmac-sha256</c>.</summary>
    [JsonPropertyName("signature_scheme")]
    public string SignatureScheme { get; init; } = "hmac-sha256";

    /// <summary>The port of requests that run code, complete, inspect.</summary>
    [JsonPropertyName("shell_port")]
    public required int ShellPort { get; init; }

    /// <summary>The port of requests that must not wait for a cell: interrupt, shutdown.</summary>
    [JsonPropertyName("control_port")]
    public required int ControlPort { get; init; }

    /// <summary>The port on which the kernel asks the person for input.</summary>
    [JsonPropertyName("stdin_port")]
    public required int StdinPort { get; init; }

    /// <summary>The port that outputs are published on.</summary>
    [JsonPropertyName("iopub_port")]
    public required int IopubPort { get; init; }

    /// <summary>The port that echoes, to show that the kernel lives.</summary>
    [JsonPropertyName("hb_port")]
    public required int HeartbeatPort { get; init; }

    /// <summary>Reads a connection file.</summary>
    /// <param name="path">The file; front ends put its path into the kernel's command line.</param>
    /// <exception cref="ConnectionFileException">
    /// The file is missing, or asks for what this kernel does not do.
    /// </exception>
    public static ConnectionInfo Load(string path)
    {
        ConnectionInfo? read;
        try
        {
            read = JsonSerializer.Deserialize<ConnectionInfo>(File.ReadAllBytes(path));
        }
        catch (IOException error)
        {
            throw new ConnectionFileException(
                $"The connection file {path} cannot be read: {error.Message} A front end writes it and starts the "
                + "kernel with it.",
                error);
        }
        catch (JsonException error)
        {
            throw new ConnectionFileException(
                $"The connection file {path} is not what Jupyter writes: {error.Message}", error);
        }
        if (read is null)
            throw new ConnectionFileException($"The connection file {path} says nothing.");
        if (read.Transport != "tcp")
            throw new ConnectionFileException(
                $"The connection file {path} asks for transport '{read.Transport}'; this kernel speaks tcp. "
                + "Set KernelManager.transport to tcp.");
        if (read.Key.Length > 0 && read.SignatureScheme != "hmac-sha256")
            throw new ConnectionFileException(
                $"The connection file {path} asks for signature scheme '{read.SignatureScheme}'; this kernel signs "
                + "with hmac-sha256. Set Session.signature_scheme to it.");
        return read;
    }

    internal string Endpoint(int port) =>
        string.Create(
            System.Globalization.CultureInfo.InvariantCulture, $"tcp://{(Ip == "0.0.0.0" ? "*" : Ip)}:{port}");
}
