using System.Diagnostics;
using System.Text.Json.Nodes;
using NotebookKernel;

/// <summary>
/// .NET Interactive over its standard input and output: lines of JSON, commands in and events out. VS Code's Polyglot
/// Notebooks speak so.
/// </summary>
public sealed class StdioKernel : IDisposable
{
    private readonly Process _process;
    private readonly Task<string> _error;
    private int _commands;

    private StdioKernel(Process process) => (_process, _error) = (process, process.StandardError.ReadToEndAsync());

    /// <summary>Starts it and waits until it is ready.</summary>
    /// <param name="folder">The folder of the notebook.</param>
    public static async Task<StdioKernel> StartAsync(string folder)
    {
        var start = new ProcessStartInfo(DotNetInteractive.Stdio[0], DotNetInteractive.Stdio[1..])
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["DIFFUSION_COMPUTE"] = "float32";
        var kernel = new StdioKernel(Process.Start(start)!);
        while (Kind(await kernel.ReadAsync()) != "KernelReady") { }
        return kernel;
    }

    /// <summary>Runs a cell to its end; what it showed.</summary>
    public async Task<IReadOnlyList<CellOutput>> RunAsync(string code)
    {
        var token = (++_commands).ToString(System.Globalization.CultureInfo.InvariantCulture);
        var command = new JsonObject
        {
            ["token"] = token,
            ["commandType"] = "SubmitCode",
            ["command"] = new JsonObject { ["code"] = code, ["targetKernelName"] = "csharp" },
        };
        await _process.StandardInput.WriteLineAsync(command.ToJsonString());
        await _process.StandardInput.FlushAsync();
        var outputs = new List<(string? Id, CellOutput Output)>();
        while (true)
        {
            var produced = await ReadAsync();
            var content = produced["event"]!;
            switch (Kind(produced))
            {
                case "StandardOutputValueProduced": outputs.Add((null, new StreamOutput("stdout", Text(content)))); break;
                case "StandardErrorValueProduced": outputs.Add((null, new StreamOutput("stderr", Text(content)))); break;
                case "DisplayedValueProduced": outputs.Add(((string?)content["valueId"], Shown(content, isResult: false))); break;
                case "ReturnValueProduced": outputs.Add((null, Shown(content, isResult: true))); break;
                case "DisplayedValueUpdated":
                    var shown = outputs.FindIndex(output => output.Id == (string?)content["valueId"]);
                    outputs[shown] = (outputs[shown].Id, Shown(content, isResult: false));
                    break;
                case "CommandFailed" when IsOf(token, produced):
                    return [.. outputs.Select(output => output.Output), new ErrorOutput("Error", (string)content["message"]!, [])];
                case "CommandSucceeded" when IsOf(token, produced):
                    return [.. outputs.Select(output => output.Output)];
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _process.Kill(entireProcessTree: true);
        _process.Dispose();
    }

    private async Task<JsonNode> ReadAsync()
    {
        while (true)
        {
            var line = await _process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken)
                ?? throw new InvalidOperationException($"The kernel ended: {await _error}");
            // Before it is ready, its web server talks on the same stream.
            if (line.StartsWith('{')) return JsonNode.Parse(line)!;
        }
    }

    private static string? Kind(JsonNode produced) => (string?)produced["eventType"];

    private static bool IsOf(string token, JsonNode produced) => (string?)produced["command"]?["token"] == token;

    private static string Text(JsonNode content) => (string)content["formattedValues"]![0]!["value"]!;

    private static DisplayOutput Shown(JsonNode content, bool isResult) => new(content["formattedValues"]!.AsArray()
        .ToDictionary(form => (string)form!["mimeType"]!, form => form!["value"]?.DeepClone())) { IsResult = isResult };
}
