using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using NetMQ;
using NetMQ.Sockets;

namespace NotebookKernel.Jupyter;

/// <summary>Starts an installed kernel as a front end does, and asks it who it is.</summary>
public static class KernelTrial
{
    private static readonly TimeSpan Glance = TimeSpan.FromMilliseconds(100);

    /// <summary>Starts a kernel, waits for its answer as long as its process lives, and ends it.</summary>
    /// <param name="kernel">The kernel.</param>
    /// <param name="patience">The most time that a process which lives and says nothing gets.</param>
    /// <returns>What is wrong, in a sentence; null for a kernel that answers.</returns>
    public static string? FindFault(KernelSpec kernel, TimeSpan patience)
    {
        ArgumentNullException.ThrowIfNull(kernel);
        if (kernel.Command.Count == 0)
            return $"{Path.Combine(kernel.Folder, KernelSpec.FileName)} names no program to start.";
        if (kernel.MissingFile is { } missing)
            return $"It does not start: {missing} is not there.";
        var folder = Directory.CreateTempSubdirectory("kernel-trial-").FullName;
        try
        {
            var connection = FreePorts();
            var file = Path.Combine(folder, "connection.json");
            File.WriteAllBytes(file, JsonSerializer.SerializeToUtf8Bytes(connection));
            return Ask(kernel, file, connection, patience);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static string? Ask(KernelSpec kernel, string file, ConnectionInfo connection, TimeSpan patience)
    {
        var start = new ProcessStartInfo(kernel.Command[0])
        {
            RedirectStandardError = true, RedirectStandardOutput = true
        };
        foreach (var argument in kernel.Command.Skip(1))
            start.ArgumentList.Add(argument.Replace("{connection_file}", file));
        Process process;
        try
        {
            process = Process.Start(start)!;
        }
        catch (System.ComponentModel.Win32Exception error)
        {
            return $"It does not start: {error.Message}";
        }
        using (process)
        {
            // Each kept by itself: which of the two is read first is chance, and the error is the one that tells.
            var (errors, output) = (new StringBuilder(), new StringBuilder());
            process.ErrorDataReceived += (_, heard) => errors.AppendLine(heard.Data);
            process.OutputDataReceived += (_, heard) => output.AppendLine(heard.Data);
            process.BeginErrorReadLine();
            process.BeginOutputReadLine();
            try
            {
                if (Answers(process, connection, patience))
                    return null;
                if (!process.HasExited)
                    return $"It starts, but does not answer within {patience.TotalSeconds:0} s.";
                process.WaitForExit(); // and until both are read to their end
                var words = $"{errors}{Environment.NewLine}{output}".Trim().Split('\n')[0].Trim();
                return $"It ends by itself, with code {process.ExitCode}: {words}".TrimEnd(':', ' ');
            }
            finally
            {
                if (!process.HasExited)
                    process.Kill(entireProcessTree: true);
                process.WaitForExit();
            }
        }
    }

    private static bool Answers(Process process, ConnectionInfo connection, TimeSpan patience)
    {
        using var shell = new DealerSocket();
        shell.Options.Linger = TimeSpan.Zero;
        shell.Connect(connection.Endpoint(connection.ShellPort));
        var codec = new MessageCodec(connection.Key);
        shell.SendMultipartMessage(codec.Write([], "kernel_info_request", null, []));
        var clock = Stopwatch.StartNew();
        while (!process.HasExited && clock.Elapsed < patience)
        {
            NetMQMessage? reply = null;
            if (shell.TryReceiveMultipartMessage(Glance, ref reply))
                return codec.Read(reply!).Type == "kernel_info_reply";
        }
        return false;
    }

    private static ConnectionInfo FreePorts()
    {
        var listeners = Enumerable.Range(0, 5).Select(_ => new TcpListener(IPAddress.Loopback, 0)).ToList();
        listeners.ForEach(listener => listener.Start());
        var ports = listeners.ConvertAll(listener => ((IPEndPoint)listener.LocalEndpoint).Port);
        listeners.ForEach(listener => listener.Dispose());
        return new ConnectionInfo
        {
            Key = Guid.NewGuid().ToString("N"),
            ShellPort = ports[0], ControlPort = ports[1], StdinPort = ports[2], IopubPort = ports[3],
            HeartbeatPort = ports[4],
        };
    }
}
