namespace Course.Running;

/// <summary>How the run of one notebook ended.</summary>
/// <param name="Verdict">Passed, failed, or stopped before its end.</param>
/// <param name="Seconds">How long it took.</param>
/// <param name="CellsRun">How many code cells ran to their end.</param>
/// <param name="Failure">For a failure: where and why.</param>
public sealed record RunOutcome(RunVerdict Verdict, double Seconds, int CellsRun, RunFailure? Failure = null);

/// <summary>How a run ended.</summary>
public enum RunVerdict
{
    /// <summary>Every cell ran.</summary>
    Passed,

    /// <summary>A cell failed, the process died, or the time was up.</summary>
    Failed,

    /// <summary>Stopped by a person, or because another notebook failed; or never started.</summary>
    Stopped,
}

/// <summary>Where a notebook failed, and why.</summary>
/// <param name="Cell">The cell, or null where it failed before its first one.</param>
/// <param name="Reason">The error in words; may have several lines.</param>
public sealed record RunFailure(CellName? Cell, string Reason)
{
    /// <summary>The failure in one line.</summary>
    public string Headline
    {
        get
        {
            var line = Reason.Split('\n', 2)[0].Trim();
            return Cell is null ? line : $"{Cell}: {line}";
        }
    }
}
