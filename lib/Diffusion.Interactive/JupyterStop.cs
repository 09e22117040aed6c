using System.Runtime.InteropServices;
using Microsoft.DotNet.Interactive;
using Microsoft.DotNet.Interactive.Commands;

namespace Diffusion.Interactive;

/// <summary>
/// Jupyter's Stop. Jupyter sends the signal of Ctrl+C, and .NET Interactive ends at it, with all that was computed.
/// Here it stops the running cell where that passes the library, and the kernel lives.
/// </summary>
internal static class JupyterStop
{
    private static volatile CancellationTokenSource stop = new();
    private static PosixSignalRegistration? registration;

    /// <summary>Cancelled when the running cell is to stop.</summary>
    public static CancellationToken Token => stop.Token;

    /// <summary>Takes the signal from now on.</summary>
    /// <param name="root">Every cell goes through it.</param>
    public static void Listen(Kernel root)
    {
        root.AddMiddleware(async (command, context, next) =>
        {
            if (command is SubmitCode { Parent: null }) stop = new();
            await next(command, context);
        });
        registration ??= PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
    }

    private static void Stop(PosixSignalContext signal)
    {
        signal.Cancel = true;
        stop.Cancel();
        // .NET asks the newest handler first, on a thread that it made for this one signal. The next in line would end
        // the kernel.
        Thread.Sleep(Timeout.Infinite);
    }
}
