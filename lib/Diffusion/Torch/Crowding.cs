namespace Diffusion;

/// <summary>Tells from a process' own times whether other programs want the processor it works on.</summary>
internal sealed class Crowding
{
    private const double Much = 0.1;
    private const int QuietLooks = 10;
    private int quiet = QuietLooks;

    /// <summary>
    /// Judges the time since the last look. One look is enough to say yes; to say no again takes ten, since a neighbour
    /// pauses more often than it leaves.
    /// </summary>
    /// <param name="used">Processor time that the process got.</param>
    /// <param name="waited">Time its threads together were ready to run but did not.</param>
    /// <param name="period">The time between two looks.</param>
    internal bool Judge(TimeSpan used, TimeSpan waited, TimeSpan period)
    {
        // A process at rest learns nothing about the others.
        if (used + waited < period * Much) return quiet < QuietLooks;
        quiet = waited > period * Much ? 0 : Math.Min(quiet + 1, QuietLooks);
        return quiet < QuietLooks;
    }
}
