using NetMQ;
using NetMQ.Sockets;

namespace NotebookKernel.Jupyter;

/// <summary>Echoes what front ends send to hear whether the kernel lives, on a thread of its own.</summary>
internal sealed class Heartbeat : IDisposable
{
    private static readonly TimeSpan Glance = TimeSpan.FromMilliseconds(200);

    private readonly ResponseSocket _socket = new();
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
