using NetMQ;
using NetMQ.Sockets;

namespace NotebookKernel.Jupyter;

/// <summary>
/// The sockets that carry messages, and the one thread that may touch them. Whatever is sent leaves in the order in
/// which it was handed in, on all channels together.
/// </summary>
internal sealed class KernelSockets : IDisposable
{
    private const long RoomForBytes = 8 << 20;

    private static readonly TimeSpan Linger = TimeSpan.FromSeconds(2);

    private readonly Dictionary<KernelChannel, NetMQSocket> _sockets;
    private readonly NetMQQueue<Outgoing> _outgoing = new();
    private readonly NetMQPoller _poller;
    private readonly MessageCodec _codec;
    private readonly Action<KernelChannel, JupyterMessage> _receive;
    private readonly Lock _lock = new();
    private readonly ManualResetEventSlim _hasRoom = new(initialState: true);
    private long _waitingBytes;
    private int _dropped;
    private bool _closed;

    /// <summary>Opens the sockets; messages arrive after <see cref="Start"/>.</summary>
    /// <param name="connection">The ports.</param>
    /// <param name="codec">Reads what arrives.</param>
    /// <param name="receive">Takes each message, on the sockets' thread: it must not wait for anything.</param>
    /// <exception cref="ConnectionFileException">A port is taken or the address is not this computer's.</exception>
    public KernelSockets(ConnectionInfo connection, MessageCodec codec, Action<KernelChannel, JupyterMessage> receive)
    {
        _codec = codec;
        _receive = receive;
        _sockets = new Dictionary<KernelChannel, NetMQSocket>
        {
            [KernelChannel.Shell] = Router(),
            [KernelChannel.Control] = Router(),
            [KernelChannel.Stdin] = Router(),
            [KernelChannel.Iopub] = new PublisherSocket(),
        };
        _poller = [_outgoing];
        try
        {
            Bind(_sockets[KernelChannel.Shell], connection, connection.ShellPort);
            Bind(_sockets[KernelChannel.Control], connection, connection.ControlPort);
            Bind(_sockets[KernelChannel.Stdin], connection, connection.StdinPort);
            Bind(_sockets[KernelChannel.Iopub], connection, connection.IopubPort);
        }
        catch (ConnectionFileException)
        {
            DisposeSockets();
            throw;
        }
        _outgoing.ReceiveReady += (_, _) => SendWaiting();
        foreach (var channel in new[] { KernelChannel.Shell, KernelChannel.Control, KernelChannel.Stdin })
        {
            _sockets[channel].ReceiveReady += (_, ready) => Receive(channel, ready.Socket);
            _poller.Add(_sockets[channel]);
        }
    }

    /// <summary>How many arrivals were no messages, or not signed with the key.</summary>
    public int Dropped => Volatile.Read(ref _dropped);

    /// <summary>Starts the sockets' thread.</summary>
    public void Start() => _poller.RunAsync("Jupyter sockets", isBackgroundThread: true);

    /// <summary>Opens a socket's port.</summary>
    /// <exception cref="ConnectionFileException">It cannot be opened.</exception>
    public static void Bind(NetMQSocket socket, ConnectionInfo connection, int port)
    {
        // What waits to be sent is never thrown away; the writer is slowed down instead.
        socket.Options.SendHighWatermark = 0;
        socket.Options.ReceiveHighWatermark = 0;
        socket.Options.Linger = Linger;
        try
        {
            socket.Bind(connection.Endpoint(port));
        }
        catch (NetMQException error)
        {
            throw new ConnectionFileException(
                $"The kernel cannot listen on {connection.Endpoint(port)}: {error.Message} Another program may have "
                + "the port; start the kernel again from the front end, which chooses new ones.",
                error);
        }
    }

    /// <summary>Sends a message, from any thread. After <see cref="Dispose"/> there is nobody to hear it.</summary>
    public void Send(KernelChannel channel, NetMQMessage message)
    {
        var bytes = message.Sum(frame => (long)frame.MessageSize);
        if (Interlocked.Add(ref _waitingBytes, bytes) > RoomForBytes)
            _hasRoom.Reset();
        Enqueue(new Outgoing(() => _sockets[channel].SendMultipartMessage(message), bytes));
    }

    /// <summary>
    /// Waits while more text is on its way to the sockets than they take: an endless print must not fill the memory.
    /// </summary>
    public void WaitForRoom() => _hasRoom.Wait(Linger);

    /// <summary>
    /// Ends when the sockets' thread has done all that was waiting for it: sent what was to send, read what had
    /// arrived.
    /// </summary>
    public async Task SettleAsync()
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Enqueue(new Outgoing(
            () =>
            {
                foreach (var channel in new[] { KernelChannel.Shell, KernelChannel.Control })
                    Receive(channel, _sockets[channel]);
                done.SetResult();
            },
            0));
        await done.Task.WaitAsync(Linger).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    public void Dispose()
    {
        lock (_lock)
        {
            if (_closed)
                return;
            _closed = true;
        }
        if (_poller.IsRunning)
            _poller.Stop();
        _poller.Dispose();
        DisposeSockets();
        _hasRoom.Set();
    }

    private static RouterSocket Router()
    {
        var socket = new RouterSocket();
        // A page that was loaded anew comes back under its old name.
        socket.Options.RouterHandover = true;
        return socket;
    }

    private void Enqueue(Outgoing outgoing)
    {
        lock (_lock)
        {
            if (!_closed)
                _outgoing.Enqueue(outgoing);
        }
    }

    private void SendWaiting()
    {
        while (_outgoing.TryDequeue(out var outgoing, TimeSpan.Zero))
        {
            outgoing.Do();
            if (Interlocked.Add(ref _waitingBytes, -outgoing.Bytes) <= RoomForBytes)
                _hasRoom.Set();
        }
    }

    private void Receive(KernelChannel channel, IReceivingSocket socket)
    {
        NetMQMessage? frames = null;
        while (socket.TryReceiveMultipartMessage(ref frames))
        {
            try
            {
                _receive(channel, _codec.Read(frames!));
            }
            catch (MalformedMessageException error)
            {
                // The first says what is wrong; a flood must not fill the front end's log.
                if (Interlocked.Increment(ref _dropped) == 1)
                    KernelLog.Write(
                        $"Dropped what arrived on {channel}: {error.Message}. Others will be dropped silently.");
            }
            frames = null;
        }
    }

    private void DisposeSockets()
    {
        _outgoing.Dispose();
        foreach (var socket in _sockets.Values)
            socket.Dispose();
    }

    private sealed record Outgoing(Action Do, long Bytes);
}
