namespace Course.Doctor;

/// <summary>What the doctor found out about one thing.</summary>
/// <param name="Health">Whether the course can use it.</param>
/// <param name="Name">What was looked at.</param>
/// <param name="Found">What is there.</param>
/// <param name="Advice">What to do, where something is to be done.</param>
public sealed record Finding(Health Health, string Name, string Found, string? Advice = null);

/// <summary>How serious a finding is.</summary>
public enum Health
{
    /// <summary>It is there.</summary>
    Good,

    /// <summary>The course runs without it, with less speed or less comfort.</summary>
    Optional,

    /// <summary>The course does not run without it.</summary>
    Missing,
}
