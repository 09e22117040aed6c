using NetMQ;
using NetMQ.Sockets;

namespace NotebookKernel.Jupyter;

/// <summary>Echoes what front ends send to hear whether the kernel lives, on a thread of its own.</summary>
/// <remarks>
/// A router, not a responder: NetMQ's responder never answers anybody again after a stranger (a port scanner, a
/// browser) has sent it something that is no request. A router gives back whatever it gets to whoever sent it.
/// </remarks>
internal sealed class Heartbeat : IDisposable
{
    private static readonly TimeSpan Glance = TimeSpan.FromMilliseconds(200);

    private readonly RouterSocket _socket = new();
    private readonly Thread _thread;
    private volatile bool _stop;

    /// <summary>Opens the socket and starts to echo.</summary>
    /// <exception cref="ConnectionFileException">The port cannot be opened.</exception>
    public Heartbeat(ConnectionInfo connection)
    {
        try
        {
            KernelSockets.Bind(_socket, connection, connection.HeartbeatPort);
        }
        catch (ConnectionFileException)
        {
            _socket.Dispose();
            throw;
        }
        _thread = new Thread(Echo) { IsBackground = true, Name = "Jupyter heartbeat" };
        _thread.Start();
    }

    public void Dispose()
    {
        _stop = true;
        _thread.Join();
        _socket.Dispose();
    }

    private void Echo()
    {
        while (!_stop)
        {
            NetMQMessage? beat = null;
            if (_socket.TryReceiveMultipartMessage(Glance, ref beat))
                _socket.SendMultipartMessage(beat!);
        }
    }
}
