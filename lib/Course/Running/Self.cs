using System.Diagnostics;

namespace Course.Running;

/// <summary>Starts this same program again.</summary>
public static class Self
{
    /// <summary>
    /// The program beside this assembly, with the given arguments; through <c>dotnet</c> where there is no native starter.
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

    private static ProcessStartInfo ThroughDotnet(string assembly)
    {
        var host = Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") is { Length: > 0 } path ? path : "dotnet";
        return new ProcessStartInfo(host) { ArgumentList = { assembly } };
    }
}
