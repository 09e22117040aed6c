using System.Text;
using System.Text.Json.Nodes;

namespace NotebookKernel.Jupyter;

/// <summary>
/// What all front ends hear, in one order. Text written in small pieces is gathered: it leaves after a moment, when it
/// is long, and before anything else leaves.
/// </summary>
internal sealed class IopubChannel(KernelSockets sockets, MessageCodec codec) : IDisposable
{
    /// <summary>How long text may wait for more of it, in milliseconds.</summary>
    private const int GatherTime = 50;

    /// <summary>The number of characters that no longer wait.</summary>
    private const int EnoughText = 32 << 10;

    private readonly Lock _lock = new();
    private readonly StringBuilder _text = new();
    private Timer? _timer;
    private byte[]? _textParent;
    private string _textName = "";

    /// <summary>Says that the kernel is busy with a request, or has done it.</summary>
    public void Status(byte[]? parent, string state) =>
        Publish("status", parent, new JsonObject { ["execution_state"] = state });

    /// <summary>Publishes a message after all text written before.</summary>
    public void Publish(string type, byte[]? parent, JsonObject content, JsonObject? metadata = null)
    {
        lock (_lock)
        {
            SendText();
            sockets.Send(
                KernelChannel.Iopub, codec.Write([Encoding.UTF8.GetBytes(type)], type, parent, content, metadata));
        }
    }

    /// <summary>Publishes text of a stream.</summary>
    public void Write(byte[] parent, string name, string text)
    {
        lock (_lock)
        {
            if (_text.Length > 0 && (_textName != name || !ReferenceEquals(_textParent, parent)))
                SendText();
            (_textParent, _textName) = (parent, name);
            var isFirst = _text.Length == 0;
            _text.Append(text);
            if (_text.Length >= EnoughText)
                SendText(isMoreToCome: true);
            else if (isFirst)
                (_timer ??= new Timer(_ => OnTimer())).Change(GatherTime, Timeout.Infinite);
        }
        sockets.WaitForRoom();
    }

    /// <summary>Publishes the text that waits.</summary>
    public void Flush()
    {
        lock (_lock)
            SendText();
    }

    private void OnTimer()
    {
        lock (_lock)
            SendText(isMoreToCome: true);
    }

    public void Dispose()
    {
        Flush();
        _timer?.Dispose();
    }

    private void SendText(bool isMoreToCome = false)
    {
        // Half of a two-part character waits for its other half.
        var length = isMoreToCome && _text.Length > 0 && char.IsHighSurrogate(_text[^1])
            ? _text.Length - 1
            : _text.Length;
        if (length == 0)
            return;
        var text = _text.ToString(0, length);
        _text.Remove(0, length);
        var content = new JsonObject { ["name"] = _textName, ["text"] = text };
        sockets.Send(KernelChannel.Iopub,
            codec.Write([Encoding.UTF8.GetBytes($"stream.{_textName}")], "stream", _textParent, content));
    }
}
