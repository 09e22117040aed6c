using System.Text.Json.Nodes;

namespace NotebookKernel.Jupyter;

/// <summary>Answers the requests that run nothing.</summary>
internal sealed class RequestHandler(ICodeHelp help, HistoryLog history, IopubChannel iopub, Interrupts interrupts)
{
    private readonly TaskCompletionSource _shutDown = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Ends when a front end has asked the kernel to end.</summary>
    public Task ShutDown => _shutDown.Task;

    /// <summary>Answers a request.</summary>
    /// <returns>The reply; null for a message that wants none.</returns>
    /// <exception cref="BadRequestException">The request does not say what it must.</exception>
    public JsonObject? Answer(JupyterMessage request)
    {
        switch (request.Type)
        {
            case "kernel_info_request":
                return KernelInfo.Reply();
            case "complete_request":
                return Complete(request);
            case "inspect_request":
                return Inspect(request);
            case "is_complete_request":
                return IsComplete(request);
            case "history_request":
                return history.Answer(request);
            case "comm_info_request":
                return new JsonObject { ["status"] = "ok", ["comms"] = new JsonObject() };
            case "comm_open":
                // This kernel has no comm targets; the protocol asks it to close at once.
                iopub.Publish("comm_close", request.Header, new JsonObject
                {
                    ["comm_id"] = request.Text("comm_id"),
                    ["data"] = new JsonObject(),
                });
                return null;
            case "interrupt_request":
                interrupts.Interrupt();
                return new JsonObject { ["status"] = "ok" };
            case "shutdown_request":
                return new JsonObject { ["status"] = "ok", ["restart"] = request.Flag("restart", otherwise: false) };
            case "comm_msg" or "comm_close":
                return null;
            default:
                throw new BadRequestException($"This kernel knows no {request.Type}.");
        }
    }

    /// <summary>Ends the kernel after the reply to shutdown_request has been sent.</summary>
    public void CompleteShutDown() => _shutDown.TrySetResult();

    private JsonObject Complete(JupyterMessage request)
    {
        var code = request.Text("code");
        var found = help.Complete(code, CursorOf(request, code));
        var start = CodePoints.FromUnits(code, found.Start);
        var end = CodePoints.FromUnits(code, found.End);
        var types = found.Items.Select(item => new JsonObject
        {
            ["text"] = item.Text,
            ["type"] = item.Kind,
            ["start"] = start,
            ["end"] = end,
        });
        return new JsonObject
        {
            ["status"] = "ok",
            ["matches"] = new JsonArray([.. found.Items.Select(item => JsonValue.Create(item.Text))]),
            ["cursor_start"] = start,
            ["cursor_end"] = end,
            ["metadata"] = new JsonObject { ["_jupyter_types_experimental"] = new JsonArray([.. types]) },
        };
    }

    private JsonObject Inspect(JupyterMessage request)
    {
        var code = request.Text("code");
        var found = help.Inspect(code, CursorOf(request, code));
        var data = new JsonObject();
        if (found is not null)
        {
            data["text/plain"] = $"{found.Signature}\n\n{found.Documentation}".TrimEnd();
            data["text/markdown"] = $"```csharp\n{found.Signature}\n```\n\n{found.Documentation}".TrimEnd();
        }
        return new JsonObject
        {
            ["status"] = "ok",
            ["found"] = found is not null,
            ["data"] = data,
            ["metadata"] = new JsonObject(),
        };
    }

    private JsonObject IsComplete(JupyterMessage request)
    {
        var verdict = help.Check(request.Text("code"));
        var reply = new JsonObject
        {
            ["status"] = verdict.State switch
            {
                CodeState.Complete => "complete",
                CodeState.Incomplete => "incomplete",
                _ => "invalid",
            },
        };
        if (verdict.State == CodeState.Incomplete)
            reply["indent"] = verdict.Indent;
        return reply;
    }

    private static int CursorOf(JupyterMessage request, string code) =>
        CodePoints.ToUnits(code, request.Number("cursor_pos") ?? int.MaxValue);
}
