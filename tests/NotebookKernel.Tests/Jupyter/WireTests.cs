using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using NetMQ;
using NetMQ.Sockets;

namespace NotebookKernel.Tests.Jupyter;

/// <summary>What arrives from the network is not to be trusted.</summary>
[Collection(SessionCollection.Name)]
public sealed class WireTests(KernelFixture kernel) : IClassFixture<KernelFixture>
{
    private const int Many = 1000;

    [Fact]
    public void ForgedMessagesAreDropped()
    {
        var random = new Random(1);
        var dropped = kernel.Kernel.DroppedMessages;
        for (var i = 0; i < Many; i++)
        {
            var content = new JsonObject { ["code"] = "System.IO.File.WriteAllText(\"forged\", \"\");" };
            var frames = kernel.FrontEnd.Frames($"forged-{i}", "execute_request", content);
            Forge(frames, i % 6, random);
            kernel.FrontEnd.SendRaw(frames, onControl: i % 2 == 1);
        }
        Assert.Equal("ok", (string?)kernel.FrontEnd.Request("kernel_info_request", [], onControl: true)["status"]);
        Assert.Equal("ok", kernel.FrontEnd.Execute("1").Status);
        Assert.Equal(Many, kernel.Kernel.DroppedMessages - dropped);
        Assert.False(File.Exists(Path.Combine(kernel.Folder, "forged")));
    }

    [Fact]
    public void ARecordedMessageIsNotRunAgain()
    {
        kernel.FrontEnd.Execute("var times = 0;");
        var frames = kernel.FrontEnd.Frames("recorded", "execute_request", new JsonObject { ["code"] = "times++;" });
        for (var i = 0; i < 3; i++)
            kernel.FrontEnd.SendRaw(frames);
        kernel.FrontEnd.Finish("recorded");
        Assert.Equal("1", kernel.FrontEnd.Execute("times.ToString()").Outputs.Single().Data("text/plain"));
    }

    [Fact]
    public void MalformedMessagesAreSurvived()
    {
        var random = new Random(2);
        var dropped = kernel.Kernel.DroppedMessages;
        for (var i = 0; i < Many; i++)
            kernel.FrontEnd.SendRaw(Malformed(i % 10, random), onControl: i % 2 == 1);
        Assert.Equal("ok", (string?)kernel.FrontEnd.Request("kernel_info_request", [], onControl: true)["status"]);
        var after = kernel.FrontEnd.Execute("6 * 7");
        Assert.Equal("ok", after.Status);
        Assert.Equal(Many, kernel.Kernel.DroppedMessages - dropped);
    }

    [Fact]
    public void SignedRequestsWithoutSenseAreAnswered()
    {
        (string Type, JsonObject Content)[] requests =
        [
            ("execute_request", []),
            ("execute_request", new JsonObject { ["code"] = 5 }),
            ("execute_request", new JsonObject { ["code"] = "1", ["silent"] = "no" }),
            ("complete_request", new JsonObject { ["code"] = "x", ["cursor_pos"] = "end" }),
            ("history_request", new JsonObject { ["hist_access_type"] = "dream" }),
            ("make_tea_request", []),
        ];
        foreach (var (type, content) in requests)
        {
            var reply = kernel.FrontEnd.Request(type, content);
            Assert.Equal("error", (string?)reply["status"]);
            Assert.Contains(type, (string?)reply["evalue"]);
        }
    }

    [Fact]
    public void StrangersOnThePortsDoNoHarm()
    {
        var random = new Random(3);
        var connection = kernel.Connection;
        foreach (var port in new[]
        {
            connection.ShellPort, connection.ControlPort, connection.StdinPort, connection.IopubPort,
            connection.HeartbeatPort,
        })
            for (var i = 0; i < 20; i++)
            {
                using var stranger = new TcpClient(connection.Ip, port);
                stranger.GetStream().Write(i == 0
                    ? Encoding.ASCII.GetBytes("GET / HTTP/1.1\r\nHost: x\r\n\r\n" + new string('x', 10_000))
                    : RandomBytes(random, random.Next(1, 300)));
            }
        Assert.Equal("ok", kernel.FrontEnd.Execute("1").Status);
        Assert.Equal("ok", (string?)kernel.FrontEnd.Request("kernel_info_request", [], onControl: true)["status"]);
    }

    [Fact]
    public void TheHeartBeatsOnWhateverStrangersSay()
    {
        var random = new Random(4);
        for (var i = 0; i < 100; i++)
        {
            using (var stranger = new TcpClient(kernel.Connection.Ip, kernel.Connection.HeartbeatPort))
                stranger.GetStream().Write(i % 2 == 0
                    ? Encoding.ASCII.GetBytes("GET / HTTP/1.1\r\n\r\n" + new string('x', random.Next(20_000)))
                    : RandomBytes(random, random.Next(1, 300)));
            using var heart = new RequestSocket($">tcp://{kernel.Connection.Ip}:{kernel.Connection.HeartbeatPort}");
            heart.Options.Linger = TimeSpan.Zero;
            heart.SendFrame($"ping {i}");
            Assert.True(heart.TryReceiveFrameString(FrontEnd.Patience, out var echo), $"no echo after stranger {i}");
            Assert.Equal($"ping {i}", echo);
        }
    }

    [Fact]
    public void TheHeartBeatsWhileACellRuns()
    {
        var cell = kernel.FrontEnd.SendCell("await Task.Delay(-1);");
        kernel.FrontEnd.Until(cell, message => message.Type == "execute_input");
        using var heart = new RequestSocket($">tcp://{kernel.Connection.Ip}:{kernel.Connection.HeartbeatPort}");
        heart.Options.Linger = TimeSpan.Zero;
        heart.SendFrame("ping");
        Assert.True(heart.TryReceiveFrameString(FrontEnd.Patience, out var echo));
        Assert.Equal("ping", echo);
        kernel.FrontEnd.Request("interrupt_request", [], onControl: true);
        Assert.Equal("error", kernel.FrontEnd.Finish(cell).Status);
    }

    /// <summary>Makes a signed message one that nobody with the key would send.</summary>
    private static void Forge(List<byte[]> frames, int way, Random random)
    {
        switch (way)
        {
            case 0: // no signature
                frames[1] = [];
                break;
            case 1: // a wrong one of the right length
                frames[1] = Encoding.ASCII.GetBytes(Convert.ToHexStringLower(RandomBytes(random, 32)));
                break;
            case 2: // one digit changed
                var at = random.Next(64);
                frames[1][at] = frames[1][at] == (byte)'0' ? (byte)'1' : (byte)'0';
                break;
            case 3: // other content under it
                frames[5] = [.. frames[5], (byte)' '];
                break;
            case 4: // other header under it
                frames[2] = [.. frames[2], (byte)' '];
                break;
            default: // the right one, and more
                frames[1] = [.. frames[1], (byte)'0'];
                break;
        }
    }

    private IEnumerable<byte[]> Malformed(int way, Random random)
    {
        const string header = "{\"msg_id\":\"x\",\"msg_type\":\"execute_request\"}";
        return way switch
        {
            0 => [RandomBytes(random, random.Next(200))],
            1 => [.. Enumerable.Range(0, random.Next(1, 30)).Select(_ => RandomBytes(random, random.Next(20)))],
            2 => [Encoding.ASCII.GetBytes("<IDS|MSG>")],
            3 => kernel.FrontEnd.Frames([header, "{}", "{}"], signature: "00"),
            4 => kernel.FrontEnd.Frames(["", "", "", ""], null),
            5 => kernel.FrontEnd.Frames(["[]", "{}", "{}", $"[{random.Next()}]"], null),
            6 => kernel.FrontEnd.Frames([header, "{}", "{}", $"{{\"code\":\"{random.Next()}\""], null),
            7 => kernel.FrontEnd.Frames([$"{{\"msg_id\":{random.Next()}}}", "{}", "{}", "{}"], null),
            8 => kernel.FrontEnd.Frames([header, "{}", "{}", $"{new string('[', 500)}{random.Next()}"], null),
            _ => kernel.FrontEnd.Frames([header, "{}", "{}", $"{{\"code\":\"1\",\"code\":\"{random.Next()}\"}}"], null),
        };
    }

    private static byte[] RandomBytes(Random random, int count)
    {
        var bytes = new byte[count];
        random.NextBytes(bytes);
        return bytes;
    }
}
