namespace Diffusion;

/// <summary>Tells from a process' own times whether other programs want the processors it works on.</summary>
/// <param name="processors">How many there are.</param>
internal sealed class Crowding(int processors)
{
    private const double Much = 0.25, AtWork = 0.1;
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
        if (used + waited < period * AtWork) return quiet < QuietLooks;
        // Threads of one process wait for each other, too; what others took, the process did not get.
        var lacking = processors * period - used;
        var taken = waited < lacking ? waited : lacking;
        quiet = taken > period * Much ? 0 : Math.Min(quiet + 1, QuietLooks);
        return quiet < QuietLooks;
    }
}
