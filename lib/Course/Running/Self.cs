using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Course.Running;

/// <summary>Starts this same program again.</summary>
public static class Self
{
    /// <summary>
    /// The program beside this assembly, with the given arguments; through <c>dotnet</c> where there is no native
    /// starter.
    /// </summary>
    public static ProcessStartInfo StartInfo(IEnumerable<string> arguments)
    {
        var assembly = typeof(Self).Assembly.Location;
        var starter = Path.ChangeExtension(assembly, OperatingSystem.IsWindows() ? ".exe" : null);
        var start = File.Exists(starter) ? new ProcessStartInfo(starter) : ThroughDotnet(assembly);
        foreach (var argument in arguments) start.ArgumentList.Add(argument);
        start.UseShellExecute = false;
        return start;
    }

    /// <summary>
    /// A command that starts this program later and from elsewhere, whatever the path and the environment are then:
    /// the runtime's own <c>dotnet</c> and this assembly, or this executable where the runtime is part of it.
    /// </summary>
    public static IReadOnlyList<string> LastingCommand()
    {
        var runtime = RuntimeEnvironment.GetRuntimeDirectory();
        var host = Path.GetFullPath(
            Path.Combine(runtime, "..", "..", "..", OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet"));
        var assembly = typeof(Self).Assembly.Location;
        return assembly.Length > 0 && File.Exists(host) ? [host, assembly] : [Environment.ProcessPath!];
    }

    private static ProcessStartInfo ThroughDotnet(string assembly)
    {
        var host = Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") is { Length: > 0 } path ? path : "dotnet";
        return new ProcessStartInfo(host) { ArgumentList = { assembly } };
    }
}
