using System.Text.Json.Nodes;
using System.Threading.Channels;

namespace NotebookKernel.Jupyter;

/// <summary>
/// A C# kernel for Jupyter front ends: speaks the Jupyter messaging protocol 5.3 over ZeroMQ and runs cells in a
/// <see cref="CSharpSession"/>. See jupyter-client.readthedocs.io, "Messaging in Jupyter".
/// </summary>
public sealed class JupyterKernel : IAsyncDisposable
{
    private static readonly TimeSpan LastMessages = TimeSpan.FromSeconds(1);

    private readonly Channel<Arrival> _shell = System.Threading.Channels.Channel.CreateUnbounded<Arrival>();
    private readonly Channel<Arrival> _control = System.Threading.Channels.Channel.CreateUnbounded<Arrival>();
    private readonly MessageCodec _codec;
    private readonly KernelSockets _sockets;
    private readonly Heartbeat _heartbeat;
    private readonly IopubChannel _iopub;
    private readonly StdinChannel _stdin;
    private readonly Interrupts _interrupts = new();
    private readonly Execution _execution;
    private readonly RequestHandler _handler;
    private readonly RunningCellNote _note;
    private long _arrived;
    private long _abortUpTo;

    /// <summary>Opens the kernel's sockets.</summary>
    /// <param name="connection">Where the front end is to find it.</param>
    /// <param name="session">Runs the cells. The kernel does not end it.</param>
    /// <param name="help">Completes and explains code.</param>
    /// <param name="notePath">
    /// A file in which the kernel notes the cell that runs, so that after a crash the next kernel can name it; null for
    /// none.
    /// </param>
    /// <exception cref="ConnectionFileException">A port cannot be opened.</exception>
    public JupyterKernel(ConnectionInfo connection, CSharpSession session, ICodeHelp help, string? notePath = null)
    {
        ArgumentNullException.ThrowIfNull(connection);
        ArgumentNullException.ThrowIfNull(session);
        ArgumentNullException.ThrowIfNull(help);
        _note = new RunningCellNote(notePath);
        _codec = new MessageCodec(connection.Key);
        _sockets = new KernelSockets(connection, _codec, Receive);
        try
        {
            _heartbeat = new Heartbeat(connection);
        }
        catch (ConnectionFileException)
        {
            _sockets.Dispose();
            throw;
        }
        _iopub = new IopubChannel(_sockets, _codec);
        _stdin = new StdinChannel(_sockets, _codec, _iopub);
        var history = new HistoryLog();
        _execution = new Execution(session, _iopub, _stdin, _interrupts, history, _note);
        _handler = new RequestHandler(help, history, _iopub, _interrupts);
    }

    /// <summary>How many arrivals were dropped because they were no messages or not signed with the key.</summary>
    public int DroppedMessages => _sockets.Dropped;

    /// <summary>Interrupts the cell that runs, as the front end's button does.</summary>
    public void Interrupt() => _interrupts.Interrupt();

    /// <summary>Serves front ends until one of them asks the kernel to end.</summary>
    /// <param name="cancellation">Ends the kernel from this side.</param>
    public async Task RunAsync(CancellationToken cancellation = default)
    {
        _sockets.Start();
        _iopub.Status(null, "starting");
        var shell = ServeAsync(KernelChannel.Shell, _shell.Reader);
        var control = ServeAsync(KernelChannel.Control, _control.Reader);
        try
        {
            var ended = await Task.WhenAny(_handler.ShutDown, shell, control).WaitAsync(cancellation)
                .ConfigureAwait(false);
            await ended.ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            // Asked to end from this side: the rest is the same.
        }
        _shell.Writer.TryComplete();
        _control.Writer.TryComplete();
        _interrupts.Interrupt();
        // A cell that hears the interrupt can still say so; one that does not is not waited for.
        await Task.WhenAll(shell, control).WaitAsync(LastMessages, CancellationToken.None)
            .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _note.End();
        _iopub.Flush();
        await _sockets.SettleAsync().ConfigureAwait(false);
    }

    /// <summary>Closes the sockets.</summary>
    public ValueTask DisposeAsync()
    {
        _iopub.Dispose();
        _heartbeat.Dispose();
        _sockets.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>Called on the sockets' thread, which must go on at once.</summary>
    private void Receive(KernelChannel channel, JupyterMessage message)
    {
        var arrival = new Arrival(++_arrived, message);
        switch (channel)
        {
            case KernelChannel.Shell:
                _shell.Writer.TryWrite(arrival);
                break;
            case KernelChannel.Control:
                _control.Writer.TryWrite(arrival);
                break;
            case KernelChannel.Stdin:
                _stdin.Receive(message);
                break;
        }
    }

    private async Task ServeAsync(KernelChannel channel, ChannelReader<Arrival> arrivals)
    {
        await foreach (var arrival in arrivals.ReadAllAsync().ConfigureAwait(false))
        {
            if (_handler.ShutDown.IsCompleted)
                return;
            await AnswerAsync(channel, arrival).ConfigureAwait(false);
        }
    }

    private async Task AnswerAsync(KernelChannel channel, Arrival arrival)
    {
        var request = arrival.Message;
        _iopub.Status(request.Header, "busy");
        var stopsOthers = false;
        JsonObject? reply;
        try
        {
            if (request.Type != "execute_request" || channel != KernelChannel.Shell)
                reply = _handler.Answer(request);
            else if (arrival.Number <= _abortUpTo)
                reply = Execution.Aborted();
            else
                (reply, stopsOthers) = await _execution.RunAsync(request).ConfigureAwait(false);
        }
        catch (Exception error)
        {
            // The front end waits for a reply, and one bad request must not end the kernel: it is told what went wrong.
            reply = CellPublisher.Describe(new ErrorOutput(error.GetType().Name, error.Message, [error.Message]));
            reply["status"] = "error";
            if (error is not BadRequestException)
                KernelLog.Write($"{request.Type}: {error}");
        }
        if (stopsOthers)
        {
            await _sockets.SettleAsync().ConfigureAwait(false);
            _abortUpTo = Volatile.Read(ref _arrived);
        }
        if (reply is not null)
            Reply(channel, request, reply);
        _iopub.Status(request.Header, "idle");
        if (request.Type == "shutdown_request")
            _handler.CompleteShutDown();
    }

    private void Reply(KernelChannel channel, JupyterMessage request, JsonObject reply)
    {
        _iopub.Flush();
        var type = request.Type.EndsWith("_request", StringComparison.Ordinal)
            ? request.Type[..^"_request".Length] + "_reply"
            : request.Type;
        if (request.Type == "shutdown_request")
            _iopub.Publish(type, request.Header, reply.DeepClone().AsObject());
        _sockets.Send(channel, _codec.Write(request.Identities, type, request.Header, reply));
    }

    private sealed record Arrival(long Number, JupyterMessage Message);
}
