using Course.Notebooks;
using Diffusion.Notebooks;
using NotebookKernel;

namespace Course.Running;

/// <summary>
/// Runs a notebook's sabotages in the session of a notebook that has run once. Each claim has to fail under its
/// sabotage, by its own assertion and with finite numbers; an error, another claim or a NaN does not count.
/// </summary>
internal sealed class SabotageRun
{
    private readonly CSharpSession _session;
    private readonly IReadOnlyList<KeyValuePair<string, string>> _cells;

    /// <summary>Prepares to run.</summary>
    /// <param name="session">A session in which the notebook has run to its end.</param>
    /// <param name="document">The notebook.</param>
    public SabotageRun(CSharpSession session, NotebookDocument document)
    {
        _session = session;
        _cells = [.. document.Cells.Where(cell => cell.Kind == CellKind.Code)
            .Select(cell => KeyValuePair.Create(cell.Id, cell.Source))];
    }

    /// <summary>Runs one; afterwards the notebook's own definitions hold again.</summary>
    /// <returns>What the claim then said, or what is wrong with the sabotage: one of the two.</returns>
    public async Task<(string? Said, string? Problem)> RunAsync(Sabotage sabotage)
    {
        var changed = sabotage.Cells.ToDictionary();
        // What a changed cell no longer defines, others still look for; what it newly defines, they may find.
        var flow = new CellFlow([.. _cells.Select(cell => KeyValuePair.Create(
            cell.Key, changed.TryGetValue(cell.Key, out var code) ? $"{cell.Value}\n;{code}" : cell.Value))]);
        var back = _session.Mark();
        try
        {
            foreach (var id in flow.Between(changed.Keys, sabotage.ClaimCell))
            {
                var isClaim = id == sabotage.ClaimCell;
                var code = ClaimCalls.LeaveOnly(
                    changed.GetValueOrDefault(id) ?? _cells.First(cell => cell.Key == id).Value,
                    isClaim ? sabotage.Words : null);
                var result = await _session.RunAsync(code, new CellOutputBuffer());
                if (isClaim) return Judge(result.Error, sabotage.Words);
                if (result.Error is { } error)
                    return (null, $"Cell '{id}' stopped before the claim was reached. {error.Message}");
            }
            return (null, "The claim was not reached.");
        }
        finally
        {
            back();
        }
    }

    private static (string? Said, string? Problem) Judge(ErrorOutput? error, string words)
    {
        if (error is null)
            return (null,
                $"The claim '{words}' holds all the same: it proves nothing, or the sabotage changes nothing.");
        if (error.Name != nameof(ClaimFailedException) || !error.Message.Contains(words, StringComparison.Ordinal))
            return (null, $"Not the claim '{words}' failed, but: {error.Name}: {error.Message}");
        return error.Message.Contains("NaN", StringComparison.Ordinal)
            || error.Message.Contains("Infinity", StringComparison.Ordinal)
            ? (null, $"The claim '{words}' failed for want of a number: {error.Message}")
            : (error.Message, null);
    }
}
