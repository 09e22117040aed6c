using System.CommandLine;
using System.Runtime.InteropServices;
using NetMQ;
using NotebookKernel;
using NotebookKernel.Jupyter;

namespace Course.Commands;

/// <summary><c>course kernel run</c>: is the kernel. Front ends start it with the file that says where to meet.</summary>
internal static class KernelRunCommand
{
    public static Command Create()
    {
        var file = new Argument<string>("connection-file")
        {
            Description = "The connection file that the front end has written.",
            HelpName = "FILE",
        };
        var command = new Command("run", "Runs the kernel; notebook pages do this by themselves.") { file };

        // Not an asynchronous action: for those the command line library takes Ctrl+C as the end of the program, and
        // here it is the interrupt of a cell.
        command.SetAction(typed =>
        {
            try
            {
                RunAsync(typed.GetRequiredValue(file)).GetAwaiter().GetResult();
                return 0;
            }
            catch (ConnectionFileException problem)
            {
                throw new UsageException(problem.Message);
            }
        });
        return command;
    }

    private static async Task RunAsync(string file)
    {
        var connection = ConnectionInfo.Load(file);
        var session = new CSharpSession(new SessionOptions());
        await using (var kernel = new JupyterKernel(connection, session, session.Help, file + ".running"))
        {
            using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, signal =>
            {
                signal.Cancel = true;
                kernel.Interrupt();
            });
            var end = new CancellationTokenSource();
            using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, signal =>
            {
                signal.Cancel = true;
                end.Cancel();
            });
            ParentWatch.Start(end.Cancel);
            await kernel.RunAsync(end.Token);
        }
        // Sends what still waits. The session is not ended in good order: a cell that does not hear an interrupt would
        // keep it, and the process ends with everything in it.
        NetMQConfig.Cleanup(block: true);
    }
}
