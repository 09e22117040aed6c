using System.Diagnostics;
using Course.Running;

/// <summary>Types a command as a person does: into the real program, in a process of its own.</summary>
public static class Typed
{
    public sealed record Result(int ExitCode, string Output, string Error);

    public static Task<Result> CourseAsync(params string[] arguments) => CourseAsync(arguments, []);

    /// <summary>With environment variables that are set, or unset where their value is null.</summary>
    public static async Task<Result> CourseAsync(string[] arguments, params (string Name, string? Value)[] variables)
    {
        var start = Self.StartInfo(arguments);
        foreach (var (name, value) in variables) start.Environment[name] = value;
        return await RunAsync(start);
    }

    /// <summary>The SDK's own program, without what a test inherits from the build that started it.</summary>
    public static ProcessStartInfo Dotnet(params string[] arguments) =>
        Clean(new(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet", arguments));

    /// <summary>Takes away what leads the next build astray.</summary>
    public static ProcessStartInfo Clean(ProcessStartInfo start)
    {
        foreach (var name in start.Environment.Keys.Where(
            name => name.StartsWith("MSBUILD", StringComparison.OrdinalIgnoreCase)).ToList())
            start.Environment.Remove(name);
        return start;
    }

    /// <summary>Runs a program to its end, whatever that is.</summary>
    public static async Task<Result> RunAsync(ProcessStartInfo start)
    {
        start.RedirectStandardOutput = start.RedirectStandardError = true;
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return new Result(process.ExitCode, await output, await error);
    }
}
