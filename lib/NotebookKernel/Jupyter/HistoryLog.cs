using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace NotebookKernel.Jupyter;

/// <summary>
/// The cells that were run, for front ends that let one go back to them. It lives as long as the kernel.
/// </summary>
internal sealed class HistoryLog
{
    /// <summary>This kernel is its own first session; the protocol counts sessions from 1.</summary>
    private const int Session = 1;

    private const int Remembered = 2000;

    private readonly Queue<(int Number, string Code)> _cells = new();

    public void Add(int number, string code)
    {
        _cells.Enqueue((number, code));
        if (_cells.Count > Remembered)
            _cells.Dequeue();
    }

    /// <summary>Answers a history_request.</summary>
    /// <exception cref="BadRequestException">It asks in a way that the protocol does not know.</exception>
    public JsonObject Answer(JupyterMessage request)
    {
        var withOutputs = request.Flag("output", otherwise: false);
        var found = request.Text("hist_access_type") switch
        {
            "tail" => _cells.TakeLast(Math.Max(0, request.Number("n") ?? Remembered)),
            "range" => Range(request.Number("session") ?? 0, request.Number("start") ?? 1, request.Number("stop")),
            "search" => Search(request),
            var other =>
                throw new BadRequestException($"history_request asks for '{other}'; there are tail, range and search."),
        };
        return new JsonObject
        {
            ["status"] = "ok",
            ["history"] = new JsonArray([.. found.Select(cell => Entry(cell.Number, cell.Code, withOutputs))]),
        };
    }

    private IEnumerable<(int Number, string Code)> Range(int session, int start, int? stop) =>
        session is 0 or Session
            ? _cells.Where(cell => cell.Number >= start && (stop is null || cell.Number < stop))
            : [];

    private IEnumerable<(int Number, string Code)> Search(JupyterMessage request)
    {
        var glob = Regex.Escape(request.Text("pattern")).Replace(@"\*", ".*").Replace(@"\?", ".");
        var pattern = new Regex($"^{glob}$", RegexOptions.Singleline | RegexOptions.NonBacktracking);
        var found = _cells.Where(cell => pattern.IsMatch(cell.Code));
        if (request.Flag("unique", otherwise: false))
            found = found.Reverse().DistinctBy(cell => cell.Code).Reverse();
        return found.TakeLast(Math.Max(0, request.Number("n") ?? Remembered));
    }

    private static JsonArray Entry(int number, string code, bool withOutputs) =>
        [Session, number, withOutputs ? new JsonArray(code, null) : JsonValue.Create(code)];
}
