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

    /// <summary>How often an output was replaced by another.</summary>
    public int Updates { get; private set; }

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
    /// <param name="code">The cell.</param>
    /// <param name="language">Its language, as the kernel calls it.</param>
    public async Task<IReadOnlyList<CellOutput>> RunAsync(string code, string language = "csharp")
    {
        var token = await SendAsync("SubmitCode", new() { ["code"] = code, ["targetKernelName"] = language });
        var outputs = new List<(string? Id, CellOutput Output)>();
        while (true)
        {
            var produced = await ReadAsync();
            var content = produced["event"]!;
            switch (Kind(produced))
            {
                case "StandardOutputValueProduced":
                    outputs.Add((null, new StreamOutput("stdout", Text(content))));
                    break;
                case "StandardErrorValueProduced":
                    outputs.Add((null, new StreamOutput("stderr", Text(content))));
                    break;
                case "DisplayedValueProduced":
                    outputs.Add(((string?)content["valueId"], Shown(content, isResult: false)));
                    break;
                case "ReturnValueProduced": outputs.Add((null, Shown(content, isResult: true))); break;
                case "DisplayedValueUpdated":
                    var shown = outputs.FindIndex(output => output.Id == (string?)content["valueId"]);
                    Updates++;
                    outputs[shown] = (outputs[shown].Id, Shown(content, isResult: false));
                    break;
                case "CommandFailed" when IsOf(token, produced):
                    return [.. outputs.Select(output => output.Output),
                        new ErrorOutput("Error", (string)content["message"]!, [])];
                case "CommandSucceeded" when IsOf(token, produced):
                    return [.. outputs.Select(output => output.Output)];
            }
        }
    }

    /// <summary>
    /// Starts a cell, and presses Stop once it has written something; the error that the cell is reported with.
    /// </summary>
    public async Task<string> StopAsync(string code)
    {
        var cell = await SendAsync("SubmitCode", new() { ["code"] = code, ["targetKernelName"] = "csharp" });
        for (var hasBegun = false; ;)
        {
            var produced = await ReadAsync();
            switch (Kind(produced))
            {
                case "StandardOutputValueProduced" when !hasBegun:
                    hasBegun = true;
                    await SendAsync("Cancel", []);
                    break;
                case "CommandFailed" when IsOf(cell, produced) && hasBegun:
                    return (string)produced["event"]!["message"]!;
                case "CommandFailed" or "CommandSucceeded" when IsOf(cell, produced):
                    throw new InvalidOperationException(
                        $"The cell was to be stopped, and ended by itself: {produced["event"]}");
            }
        }
    }

    /// <summary>A variable of a C# cell, as a cell of another language is given it.</summary>
    public async Task<JsonNode> ValueAsync(string name)
    {
        var token = await SendAsync(
            "RequestValue",
            new() { ["name"] = name, ["mimeType"] = "application/json", ["targetKernelName"] = "csharp" });
        while (true)
        {
            var produced = await ReadAsync();
            if (Kind(produced) == "ValueProduced")
                return JsonNode.Parse((string)produced["event"]!["formattedValue"]!["value"]!)!;
            if (Kind(produced) == "CommandFailed" && IsOf(token, produced))
                throw new InvalidOperationException((string?)produced["event"]!["message"]);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _process.Kill(entireProcessTree: true);
        _process.Dispose();
    }

    private async Task<string> SendAsync(string type, JsonObject command)
    {
        var token = (++_commands).ToString(System.Globalization.CultureInfo.InvariantCulture);
        var line = new JsonObject { ["token"] = token, ["commandType"] = type, ["command"] = command }.ToJsonString();
        await _process.StandardInput.WriteLineAsync(line);
        await _process.StandardInput.FlushAsync();
        return token;
    }

    private async Task<JsonNode> ReadAsync()
    {
        // A kernel whose cell cannot be stopped lives, and says nothing any more.
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(TimeSpan.FromMinutes(30));
        while (true)
        {
            var line = await _process.StandardOutput.ReadLineAsync(patience.Token)
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
