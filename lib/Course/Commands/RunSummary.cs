using Course.Book;
using Course.Notebooks;
using Course.Running;

namespace Course.Commands;

/// <summary>What a run says at its end: the failures, the total time, and what to open.</summary>
internal static class RunSummary
{
    public static void Write(
        TextWriter output, IReadOnlyList<NotebookFile> chosen, IReadOnlyDictionary<NotebookFile, RunOutcome> outcomes,
        BookWriter book, TimeSpan time)
    {
        foreach (var notebook in chosen)
        {
            if (outcomes[notebook].Failure is not { } failure) continue;
            output.WriteLine();
            output.WriteLine($"{notebook.Name}, {failure.Cell?.ToString() ?? "before the first cell"}:");
            foreach (var line in failure.Reason.TrimEnd().Split('\n'))
                output.WriteLine("    " + TerminalText.WithoutEscapes(line));
        }
        foreach (var problem in book.Problems)
        {
            output.WriteLine();
            output.WriteLine(problem);
        }
        int Count(RunVerdict verdict) => outcomes.Values.Count(outcome => outcome.Verdict == verdict);
        var stopped = Count(RunVerdict.Stopped) is > 0 and var n ? $", {n} stopped" : "";
        output.WriteLine();
        output.WriteLine($"{Count(RunVerdict.Passed)} passed, {Count(RunVerdict.Failed)} failed{stopped}"
            + $" in {TimeText.Said(time.TotalSeconds)}");
        output.WriteLine($"The book: {new Uri(book.IndexPath).AbsoluteUri}");
    }
}
