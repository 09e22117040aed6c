using Course.Notebooks;

namespace Course.Running;

/// <summary>Watches a run while it happens. Calls may come from several threads.</summary>
public interface IRunView
{
    /// <summary>A notebook starts.</summary>
    void Started(NotebookFile notebook);

    /// <summary>Something happened in a running notebook.</summary>
    void Happened(NotebookFile notebook, RunEvent happened);

    /// <summary>A notebook ended.</summary>
    void Ended(NotebookFile notebook, RunOutcome outcome);
}
