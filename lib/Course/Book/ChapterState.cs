using System.Text.Json.Serialization;

namespace Course.Book;

/// <summary>How far a notebook of the book is.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ChapterStatus>))]
public enum ChapterStatus
{
    /// <summary>The page shows the notebook as it lies in the course.</summary>
    NotRun,

    /// <summary>It will run.</summary>
    Waiting,

    /// <summary>It runs now.</summary>
    Running,

    /// <summary>All its cells ran.</summary>
    Passed,

    /// <summary>A cell failed, or its process ended.</summary>
    Failed,
}

/// <summary>What the book remembers of a notebook's last run.</summary>
/// <param name="Status">How it went.</param>
/// <param name="Seconds">How long it took.</param>
/// <param name="Message">For a failure: which cell, and why.</param>
public sealed record ChapterState(ChapterStatus Status, double Seconds = 0, string? Message = null);
