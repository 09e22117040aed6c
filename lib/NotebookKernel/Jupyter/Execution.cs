using System.Text.Json.Nodes;

namespace NotebookKernel.Jupyter;

/// <summary>Runs the cells that front ends send.</summary>
internal sealed class Execution(
    CSharpSession session, IopubChannel iopub, StdinChannel stdin, Interrupts interrupts, HistoryLog history,
    RunningCellNote note)
{
    private int _count;

    /// <summary>
    /// Answers an execute_request. What fails outside the cell is shown as an error of the cell: pages show no reply.
    /// </summary>
    /// <returns>The reply, and whether requests that wait are not to be run any more.</returns>
    public async Task<(JsonObject Reply, bool StopsOthers)> RunAsync(JupyterMessage request)
    {
        try
        {
            return await RunCellAsync(request).ConfigureAwait(false);
        }
        catch (Exception error)
        {
            if (error is not BadRequestException)
                KernelLog.Write($"{request.Type}: {error}");
            var output = new ErrorOutput(error.GetType().Name, error.Message, [CellError.Headline(error)]);
            new CellPublisher(iopub, request.Header).Add(output);
            return (Reply(output, _count, []), StopsOthers: true);
        }
    }

    private async Task<(JsonObject Reply, bool StopsOthers)> RunCellAsync(JupyterMessage request)
    {
        var code = request.Text("code");
        var isSilent = request.Flag("silent", otherwise: false);
        var isCounted = !isSilent && request.Flag("store_history", otherwise: true);
        var stopsOnError = request.Flag("stop_on_error", otherwise: true);
        var options = new CellRunOptions { Input = stdin.PersonBehind(request), IsCounted = isCounted };
        if (NotedLanguage.In(request.Metadata) is { } language)
            options = options with { Language = language };
        var number = _count + 1;
        if (isCounted)
        {
            _count = number;
            history.Add(number, code);
        }
        if (!isSilent)
            iopub.Publish(
                "execute_input", request.Header, new JsonObject { ["code"] = code, ["execution_count"] = number });
        ICellOutputs outputs = isSilent ? new CellOutputBuffer() : new CellPublisher(iopub, request.Header);
        if (note.TakeLast() is { } lost)
            outputs.Add(new StreamOutput("stderr", lost));
        note.Begin(number, code);
        var (result, values) = await interrupts.RunAsync(async cancellation =>
        {
            var run = await session.RunAsync(code, outputs, options, cancellation).ConfigureAwait(false);
            var asked = run.Succeeded ? await EvaluateAsync(request, cancellation).ConfigureAwait(false) : [];
            return (run, asked);
        }).ConfigureAwait(false);
        note.End();
        return (Reply(result.Error, number, values), stopsOnError && result.Error is not null && !isSilent);
    }

    /// <summary>
    /// The reply to a request that is not run, because one before it failed. It has no number: pages would show it.
    /// </summary>
    public static JsonObject Aborted() => new() { ["status"] = "aborted" };

    private static JsonObject Reply(ErrorOutput? error, int number, JsonObject values)
    {
        var reply = error is null ? [] : CellPublisher.Describe(error);
        reply["status"] = error is null ? "ok" : "error";
        reply["execution_count"] = number;
        reply["payload"] = new JsonArray();
        reply["user_expressions"] = values;
        return reply;
    }

    /// <summary>
    /// The values that the front end wants to know besides, each from a small cell that shows nothing.
    /// </summary>
    private async Task<JsonObject> EvaluateAsync(JupyterMessage request, CancellationToken cancellation)
    {
        var values = new JsonObject();
        foreach (var (name, expression) in request.Content["user_expressions"] as JsonObject ?? [])
        {
            var shown = new CellOutputBuffer();
            var uncounted = new CellRunOptions { IsCounted = false };
            var run = await session.RunAsync(expression?.ToString() ?? "", shown, uncounted, cancellation)
                .ConfigureAwait(false);
            values[name] = run.Error is null ? Value(shown) : WithStatus("error", CellPublisher.Describe(run.Error));
        }
        return values;
    }

    private static JsonObject Value(CellOutputBuffer shown)
    {
        var result = shown.Outputs.OfType<DisplayOutput>().LastOrDefault(output => output.IsResult);
        return WithStatus("ok", new JsonObject
        {
            ["data"] = result is null ? [] : CellPublisher.Data(result),
            ["metadata"] = new JsonObject(),
        });
    }

    private static JsonObject WithStatus(string status, JsonObject fields)
    {
        fields["status"] = status;
        return fields;
    }
}
