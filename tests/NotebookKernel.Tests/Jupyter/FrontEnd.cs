using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using NetMQ;
using NetMQ.Sockets;
using NotebookKernel.Jupyter;

namespace NotebookKernel.Tests.Jupyter;

/// <summary>
/// A front end, as small as it can be, that shares no code with the kernel: it writes and signs the frames itself.
/// </summary>
internal sealed class FrontEnd : IDisposable
{
    /// <summary>How long the kernel, a part of this process, may be silent on a machine with other work.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    private readonly DealerSocket _shell = new();
    private readonly DealerSocket _control = new();
    private readonly DealerSocket _stdin = new();
    private readonly SubscriberSocket _iopub = new();
    private readonly List<Message> _heard = [];
    private readonly string _key;
    private readonly string _session = Guid.NewGuid().ToString();

    public FrontEnd(ConnectionInfo connection)
    {
        _key = connection.Key;
        var identity = Encoding.ASCII.GetBytes(_session);
        foreach (var socket in new[] { _shell, _control, _stdin })
            socket.Options.Identity = identity;
        _iopub.Options.ReceiveHighWatermark = 0;
        _iopub.SubscribeToAnyTopic();
        _shell.Connect($"tcp://{connection.Ip}:{connection.ShellPort}");
        _control.Connect($"tcp://{connection.Ip}:{connection.ControlPort}");
        _stdin.Connect($"tcp://{connection.Ip}:{connection.StdinPort}");
        _iopub.Connect($"tcp://{connection.Ip}:{connection.IopubPort}");
    }

    /// <summary>Ports that nobody has, and a secret.</summary>
    public static ConnectionInfo FreePorts()
    {
        var listeners = Enumerable.Range(0, 5).Select(_ => new TcpListener(IPAddress.Loopback, 0)).ToList();
        listeners.ForEach(listener => listener.Start());
        var ports = listeners.ConvertAll(listener => ((IPEndPoint)listener.LocalEndpoint).Port);
        listeners.ForEach(listener => listener.Stop());
        return new ConnectionInfo
        {
            Key = Guid.NewGuid().ToString(),
            ShellPort = ports[0],
            ControlPort = ports[1],
            StdinPort = ports[2],
            IopubPort = ports[3],
            HeartbeatPort = ports[4],
        };
    }

    /// <summary>Asks until the kernel is heard on iopub: a subscription takes a moment to arrive.</summary>
    public void WaitUntilHeard()
    {
        for (var tries = 0; tries < 3000; tries++)
        {
            Request("kernel_info_request", []);
            if (Hear(TimeSpan.FromMilliseconds(100)))
                return;
        }
        Assert.Fail("The kernel was not heard on iopub.");
    }

    /// <summary>Sends a request and gives its id.</summary>
    public string Send(string type, JsonObject content, bool onControl = false, JsonObject? metadata = null)
    {
        var id = Guid.NewGuid().ToString();
        Send(onControl ? _control : _shell, Frames(id, type, content, metadata));
        return id;
    }

    /// <summary>Sends frames as they are.</summary>
    public void SendRaw(IEnumerable<byte[]> frames, bool onControl = false) =>
        Send(onControl ? _control : _shell, frames);

    /// <summary>Sends a request and waits for its reply.</summary>
    public JsonObject Request(string type, JsonObject content, bool onControl = false) =>
        Reply(Send(type, content, onControl), onControl);

    /// <summary>Waits for the reply to a request, passing over others.</summary>
    public JsonObject Reply(string id, bool onControl = false)
    {
        while (true)
        {
            var message = Receive(onControl ? _control : _shell);
            if (message.Parent == id)
                return message.Content;
        }
    }

    /// <summary>Runs a cell: waits for its reply and for all that it publishes.</summary>
    public Executed Execute(string code, Action<JsonObject>? change = null) => Finish(SendCell(code, change));

    /// <summary>Sends a cell and gives its id.</summary>
    public string SendCell(string code, Action<JsonObject>? change = null)
    {
        var content = new JsonObject { ["code"] = code };
        change?.Invoke(content);
        return Send("execute_request", content);
    }

    /// <summary>
    /// Runs a cell as JupyterLab and VS Code send it: the cell's own metadata go along, beside its id.
    /// </summary>
    public Executed ExecuteNoted(string code, JsonObject metadata)
    {
        metadata["cellId"] = Guid.NewGuid().ToString();
        return Finish(Send("execute_request", new JsonObject { ["code"] = code }, metadata: metadata));
    }

    /// <summary>Waits for the reply to a cell and for all that it publishes.</summary>
    public Executed Finish(string id)
    {
        var reply = Reply(id);
        return new Executed(reply, UntilIdle(id));
    }

    /// <summary>All that is published for a request, up to its idle status.</summary>
    public IReadOnlyList<Message> UntilIdle(string id)
    {
        while (!_heard.Any(message => message.Parent == id && message.IsStatus("idle")))
            Assert.True(Hear(Patience), "The kernel fell silent.");
        var own = _heard.Where(message => message.Parent == id).ToList();
        _heard.RemoveAll(own.Contains);
        return own;
    }

    /// <summary>Waits until something is published for a request.</summary>
    public Message Until(string id, Func<Message, bool> predicate)
    {
        while (true)
        {
            if (_heard.FirstOrDefault(message => message.Parent == id && predicate(message)) is { } found)
                return found;
            Assert.True(Hear(Patience), "The kernel fell silent.");
        }
    }

    /// <summary>Waits for the kernel's question and answers it.</summary>
    public JsonObject Answer(string value)
    {
        var question = AwaitQuestion();
        Send(_stdin, Frames(Guid.NewGuid().ToString(), "input_reply", new JsonObject { ["value"] = value }));
        return question;
    }

    /// <summary>Waits for the kernel's question.</summary>
    public JsonObject AwaitQuestion()
    {
        var question = Receive(_stdin);
        Assert.Equal("input_request", question.Type);
        return question.Content;
    }

    /// <summary>The frames of a request, signed.</summary>
    public List<byte[]> Frames(string id, string type, JsonObject content, JsonObject? metadata = null)
    {
        var header = new JsonObject
        {
            ["msg_id"] = id,
            ["session"] = _session,
            ["username"] = "test",
            ["date"] = "2026-01-01T00:00:00.000000Z",
            ["msg_type"] = type,
            ["version"] = "5.3",
        };
        return Frames([header.ToJsonString(), "{}", metadata?.ToJsonString() ?? "{}", content.ToJsonString()], null);
    }

    /// <summary>The frames of a message of four parts, with the right signature where none is given.</summary>
    public List<byte[]> Frames(IEnumerable<string> parts, string? signature)
    {
        var bytes = parts.Select(Encoding.UTF8.GetBytes).ToList();
        signature ??= Convert.ToHexStringLower(
            HMACSHA256.HashData(Encoding.UTF8.GetBytes(_key), bytes.SelectMany(part => part).ToArray()));
        return [Encoding.ASCII.GetBytes("<IDS|MSG>"), Encoding.ASCII.GetBytes(signature), .. bytes];
    }

    public void Dispose()
    {
        foreach (var socket in new NetMQSocket[] { _shell, _control, _stdin, _iopub })
        {
            socket.Options.Linger = TimeSpan.Zero;
            socket.Dispose();
        }
    }

    private static void Send(DealerSocket socket, IEnumerable<byte[]> frames)
    {
        var message = new NetMQMessage();
        foreach (var frame in frames)
            message.Append(frame);
        socket.SendMultipartMessage(message);
    }

    private Message Receive(NetMQSocket socket)
    {
        NetMQMessage? frames = null;
        Assert.True(socket.TryReceiveMultipartMessage(Patience, ref frames), "The kernel did not answer.");
        return Read(frames!);
    }

    private bool Hear(TimeSpan patience)
    {
        NetMQMessage? frames = null;
        if (!_iopub.TryReceiveMultipartMessage(patience, ref frames))
            return false;
        _heard.Add(Read(frames!));
        return true;
    }

    private Message Read(NetMQMessage message)
    {
        var frames = message.Select(frame => frame.ToByteArray()).ToList();
        var delimiter = frames.FindIndex(frame => frame.AsSpan().SequenceEqual("<IDS|MSG>"u8));
        var parts = frames.GetRange(delimiter + 2, 4);
        var signature = HMACSHA256.HashData(Encoding.UTF8.GetBytes(_key), parts.SelectMany(part => part).ToArray());
        Assert.Equal(Convert.ToHexStringLower(signature), Encoding.ASCII.GetString(frames[delimiter + 1]));
        var json = parts.ConvertAll(part => JsonNode.Parse(part)!.AsObject());
        return new Message((string)json[0]["msg_type"]!, (string?)json[1]["msg_id"], json[3]);
    }
}

/// <summary>What the kernel sent: its type, the id of the request it belongs to, and what it says.</summary>
internal sealed record Message(string Type, string? Parent, JsonObject Content)
{
    public bool IsStatus(string state) => Type == "status" && (string?)Content["execution_state"] == state;

    /// <summary>The content of a display in one type.</summary>
    public string? Data(string mimeType) => (string?)Content["data"]?[mimeType];
}

/// <summary>A cell's reply and all that was published for it.</summary>
internal sealed record Executed(JsonObject Reply, IReadOnlyList<Message> Published)
{
    public string Status => (string)Reply["status"]!;

    /// <summary>The types of what was published.</summary>
    public IEnumerable<string> Types => Published.Select(message => message.Type);

    /// <summary>What was published between the two statuses and the cell's echo.</summary>
    public IReadOnlyList<Message> Outputs =>
        [.. Published.Where(message => message.Type is not ("status" or "execute_input"))];

    /// <summary>All text of a stream.</summary>
    public string Text(string name) => string.Concat(Published
        .Where(message => message.Type == "stream" && (string?)message.Content["name"] == name)
        .Select(message => (string?)message.Content["text"]));
}
