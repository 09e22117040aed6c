using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using NetMQ;

namespace NotebookKernel.Jupyter;

/// <summary>Turns frames into messages and messages into frames.</summary>
/// <remarks>
/// On the wire: identities, the delimiter, signature, header, parent header, metadata, content, and any buffers
/// (jupyter-client.readthedocs.io, "The Wire Protocol").
/// </remarks>
internal sealed class MessageCodec(string key)
{
    public const string ProtocolVersion = "5.3";

    private const int PartsAfterDelimiter = 5;
    private const int RememberedSignatures = 1 << 14;

    private static readonly byte[] Empty = "{}"u8.ToArray();

    private static readonly JsonDocumentOptions Reading = new() { AllowDuplicateProperties = false, MaxDepth = 64 };

    /// <summary>Notebook outputs are full of HTML; there is no page here that escaping could protect.</summary>
    private static readonly JsonSerializerOptions Writing = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        MaxDepth = 256,
    };

    private readonly MessageSigner _signer = new(key);
    private readonly HashSet<string> _seen = [];
    private readonly Queue<string> _seenInOrder = new();
    private readonly string _session = Guid.NewGuid().ToString("N");
    private int _sent;

    /// <summary>Reads what arrived. For one thread.</summary>
    /// <exception cref="MalformedMessageException">
    /// It is no message, or not signed with the key, or sent a second time.
    /// </exception>
    public JupyterMessage Read(NetMQMessage received)
    {
        var frames = received.Select(frame => frame.ToByteArray()).ToList();
        var delimiter = frames.FindIndex(frame => frame.AsSpan().SequenceEqual("<IDS|MSG>"u8));
        if (delimiter < 0)
            throw new MalformedMessageException("no <IDS|MSG> frame");
        if (frames.Count <= delimiter + PartsAfterDelimiter)
            throw new MalformedMessageException(
                $"{frames.Count - delimiter - 1} frames after <IDS|MSG>, at least 5 are needed");
        var (signature, header, parent) = (frames[delimiter + 1], frames[delimiter + 2], frames[delimiter + 3]);
        var (metadata, content) = (frames[delimiter + 4], frames[delimiter + 5]);
        if (!_signer.IsValid(signature, header, parent, metadata, content))
            throw new MalformedMessageException("wrong or missing signature");
        RefuseReplay(signature);
        var fields = ReadObject(header, "header");
        return new JupyterMessage(
            frames[..delimiter],
            header,
            ReadText(fields, "msg_type"),
            ReadText(fields, "msg_id"),
            ReadObject(metadata, "metadata"),
            ReadObject(content, "content"));
    }

    /// <summary>Writes a message. For any thread.</summary>
    /// <param name="identities">The routing frames of the receiver, or the topic.</param>
    /// <param name="type">For example <c>status</c>.</param>
    /// <param name="parent">The header of the request that is answered; null for a message of our own accord.</param>
    /// <param name="content">What it says.</param>
    /// <param name="metadata">Notes; null for none.</param>
    public NetMQMessage Write(
        IEnumerable<byte[]> identities, string type, byte[]? parent, JsonObject content, JsonObject? metadata = null)
    {
        var header = ToBytes(new JsonObject
        {
            ["msg_id"] = string.Create(CultureInfo.InvariantCulture, $"{_session}_{Interlocked.Increment(ref _sent)}"),
            ["session"] = _session,
            ["username"] = "kernel",
            ["date"] = DateTime.UtcNow.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture),
            ["msg_type"] = type,
            ["version"] = ProtocolVersion,
        });
        var parentBytes = parent ?? Empty;
        var metadataBytes = metadata is null ? Empty : ToBytes(metadata);
        var contentBytes = ToBytes(content);
        var message = new NetMQMessage();
        foreach (var identity in identities)
            message.Append(identity);
        message.Append("<IDS|MSG>");
        message.Append(_signer.Sign(header, parentBytes, metadataBytes, contentBytes));
        message.Append(header);
        message.Append(parentBytes);
        message.Append(metadataBytes);
        message.Append(contentBytes);
        return message;
    }

    /// <summary>A recorded message could be sent again by somebody without the key.</summary>
    private void RefuseReplay(byte[] signature)
    {
        if (signature.Length == 0)
            return;
        var text = Convert.ToBase64String(signature);
        if (!_seen.Add(text))
            throw new MalformedMessageException("the same message a second time");
        _seenInOrder.Enqueue(text);
        if (_seenInOrder.Count > RememberedSignatures)
            _seen.Remove(_seenInOrder.Dequeue());
    }

    private static byte[] ToBytes(JsonObject value) => JsonSerializer.SerializeToUtf8Bytes(value, Writing);

    private static JsonObject ReadObject(byte[] frame, string what)
    {
        try
        {
            return JsonNode.Parse(frame, documentOptions: Reading) as JsonObject
                ?? throw new MalformedMessageException($"the {what} is not a JSON object");
        }
        catch (JsonException error)
        {
            throw new MalformedMessageException($"the {what} is not JSON", error);
        }
    }

    private static string ReadText(JsonObject fields, string name) =>
        fields[name] is JsonValue value && value.TryGetValue(out string? text)
            ? text
            : throw new MalformedMessageException($"the header has no {name}");
}
