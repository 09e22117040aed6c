using System.Runtime.InteropServices;
using Microsoft.DotNet.Interactive;
using Microsoft.DotNet.Interactive.Commands;

namespace Diffusion.Interactive;

/// <summary>
/// Jupyter's Stop. Jupyter sends the signal of Ctrl+C, and .NET Interactive ends at it, with all that was computed. Here it
/// stops the running cell, and the kernel lives.
/// </summary>
internal static class JupyterStop
{
    private static volatile KernelInvocationContext? running;
    private static PosixSignalRegistration? registration;

    /// <summary>Takes the signal from now on.</summary>
    /// <param name="root">Every cell goes through it.</param>
    /// <param name="cell">The one that runs now.</param>
    public static void Listen(Kernel root, KernelInvocationContext cell)
    {
        running = cell;
        root.AddMiddleware(async (command, context, next) =>
        {
            if (command is SubmitCode) running = context;
            await next(command, context);
        });
        registration ??= PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
    }

    private static void Stop(PosixSignalContext signal)
    {
        signal.Cancel = true;
        if (running is { IsComplete: false } cell)
            cell.Fail(cell.Command, new OperationCanceledException("The cell was stopped. Variables are as they were."));
    }
}
