using System.CommandLine;
using System.Runtime.InteropServices;
using NetMQ;
using NotebookKernel;
using NotebookKernel.Jupyter;

namespace Course.Commands;

/// <summary>
/// <c>course kernel run</c>: is the kernel. Front ends start it with the file that says where to meet.
/// </summary>
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
            HearInterrupts();
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

    /// <summary>
    /// What runs in the background of a shell is made to ignore SIGINT, a Jupyter server too, and hands that on to its
    /// kernels. .NET leaves ignored what was ignored when it started, and an interrupted cell would run for ever; so
    /// the program starts once more, in the same process, with a signal that is heard.
    /// </summary>
    private static void HearInterrupts()
    {
        const int Interrupt = 2, Default = 0, Ignore = 1;
        if (!OperatingSystem.IsLinux() || Environment.ProcessPath is not { } program) return;
        var ignored = File.ReadLines("/proc/self/status")
            .First(line => line.StartsWith("SigIgn:", StringComparison.Ordinal));
        if ((Convert.ToUInt64(ignored.Split('\t')[1], 16) >> (Interrupt - 1) & 1) == 0) return;
        SetSignal(Interrupt, Default);
        string[] arguments = File.ReadAllText("/proc/self/cmdline").TrimEnd('\0').Split('\0');
        Execute(program, [.. arguments, null]);
        // Comes back only where it failed.
        SetSignal(Interrupt, Ignore);
        Console.Error.WriteLine(
            "SIGINT is ignored, as by the program that started the kernel; an interrupt by message is heard.");
    }

    [DllImport("libc", EntryPoint = "signal")]
    private static extern nint SetSignal(int signal, nint action);

    [DllImport("libc", EntryPoint = "execv")]
    private static extern int Execute(string program, string?[] arguments);
}
