namespace Course.Running;

/// <summary>How notebooks are run.</summary>
public sealed record RunOptions
{
    /// <summary>The most time one notebook may take.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromMinutes(30);

    /// <summary>How many notebooks run at the same time.</summary>
    public int Parallel { get; init; } = 1;

    /// <summary>Whether the first failure stops the notebooks that have not run yet.</summary>
    public bool FailFast { get; init; }

    /// <summary>Whether the outputs of notebooks that pass are written back into the course.</summary>
    public bool InPlace { get; init; }

    /// <summary>Whether the solutions of the exercises run after a notebook's last cell.</summary>
    public bool Solutions { get; init; }

    /// <summary>Whether the sabotages of the claims run after a notebook's last cell.</summary>
    public bool Sabotage { get; init; }
}
