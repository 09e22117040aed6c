using System.Text.Json.Nodes;

namespace NotebookKernel.Jupyter;

/// <summary>Asks the person at the front end whose request runs.</summary>
internal sealed class StdinChannel(KernelSockets sockets, MessageCodec codec, IopubChannel iopub)
{
    private readonly Lock _turn = new();
    private volatile TaskCompletionSource<string>? _waiting;

    /// <summary>The person behind a request; null where the front end says that nobody can answer.</summary>
    public ICellInput? PersonBehind(JupyterMessage request) =>
        request.Flag("allow_stdin", otherwise: true) ? new Person(this, request) : null;

    /// <summary>Takes an answer; one that nobody waits for is late and is left.</summary>
    public void Receive(JupyterMessage message)
    {
        if (message.Type == "input_reply" && message.Content["value"] is JsonValue value
            && value.TryGetValue(out string? text))
            _waiting?.TrySetResult(text);
    }

    private string Ask(JupyterMessage request, string prompt, bool isSecret, CancellationToken cancellation)
    {
        lock (_turn)
        {
            cancellation.ThrowIfCancellationRequested();
            var answer = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiting = answer;
            iopub.Flush();
            var question = new JsonObject { ["prompt"] = prompt, ["password"] = isSecret };
            sockets.Send(
                KernelChannel.Stdin, codec.Write(request.Identities, "input_request", request.Header, question));
            try
            {
                answer.Task.Wait(cancellation);
                return answer.Task.Result;
            }
            finally
            {
                _waiting = null;
            }
        }
    }

    private sealed class Person(StdinChannel channel, JupyterMessage request) : ICellInput
    {
        public string ReadLine(string prompt, bool isSecret, CancellationToken cancellation) =>
            channel.Ask(request, prompt, isSecret, cancellation);
    }
}
