using System.Text.Json.Nodes;

namespace NotebookKernel.Jupyter;

/// <summary>Publishes what a cell shows, as the answer to the request that ran it.</summary>
internal sealed class CellPublisher(IopubChannel iopub, byte[] request) : ICellOutputs
{
    public void Add(CellOutput output)
    {
        switch (output)
        {
            case StreamOutput stream:
                iopub.Write(request, stream.Name, stream.Text);
                break;
            case DisplayOutput { IsResult: true } result:
                var content = Bundle(result);
                content["execution_count"] = result.ExecutionCount;
                iopub.Publish("execute_result", request, content);
                break;
            case DisplayOutput display:
                iopub.Publish("display_data", request, Bundle(display));
                break;
            case ErrorOutput error:
                iopub.Publish("error", request, Describe(error));
                break;
        }
    }

    public void Update(DisplayOutput output) => iopub.Publish("update_display_data", request, Bundle(output));

    public void Clear(bool wait) => iopub.Publish("clear_output", request, new JsonObject { ["wait"] = wait });

    /// <summary>The three fields that say what went wrong.</summary>
    public static JsonObject Describe(ErrorOutput error) => new()
    {
        ["ename"] = error.Name,
        ["evalue"] = error.Message,
        ["traceback"] = new JsonArray([.. error.Traceback.Select(line => JsonValue.Create(line))]),
    };

    /// <summary>A value's representations.</summary>
    public static JsonObject Data(DisplayOutput display)
    {
        var data = new JsonObject();
        foreach (var (mimeType, value) in display.Data)
            data[mimeType] = value?.DeepClone();
        return data;
    }

    private static JsonObject Bundle(DisplayOutput display)
    {
        var transient = new JsonObject();
        if (display.DisplayId is not null)
            transient["display_id"] = display.DisplayId;
        return new JsonObject
        {
            ["data"] = Data(display),
            ["metadata"] = display.Metadata.DeepClone(),
            ["transient"] = transient,
        };
    }
}
