using System.Globalization;
using System.Runtime.InteropServices;

namespace Diffusion;

/// <summary>
/// How torch's helper threads wait for each other on Linux: awake while the process has the processor for itself, which
/// is fastest, and asleep while other programs want it too, since waiting awake then takes their time and our own.
/// </summary>
/// <remarks>
/// libgomp turns in a loop for some milliseconds before it sleeps, but hardly at all while it has more threads than
/// there are processors (GCC's manual of libgomp, GOMP_SPINCOUNT). So a second team, which does nothing, is kept beside
/// torch's for as long as others are there: numbers of threads that compute, and with them the bits of all results,
/// stay. Whoever sets <c>GOMP_SPINCOUNT</c> or <c>OMP_WAIT_POLICY</c> has decided for himself.
/// </remarks>
public static class HelperThreads
{
    private const string OwnTimes = "/proc/self/schedstat", TasksFolder = "/proc/self/task";
    private static readonly string[] Choices = ["GOMP_SPINCOUNT", "OMP_WAIT_POLICY"];
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(200);
    private static readonly Lock Switching = new();
    private static Action? startTeam;
    private static ManualResetEventSlim? teamsEnd;
    private static bool lookingIsPaused;

    /// <summary>What is done about waiting on this machine, in words.</summary>
    public static string Policy { get; private set; } = "as the system's OpenMP decides";

    /// <summary>Whether the helpers sleep now because other programs want the processor.</summary>
    public static bool Asleep => teamsEnd is not null;

    /// <summary>Whether this process looks for others at all.</summary>
    internal static bool Looking { get; private set; }

    /// <summary>To be called once libtorch is there; looks for other programs from then on.</summary>
    /// <param name="library">The handle of a library that has loaded libgomp.</param>
    internal static unsafe void Start(nint library)
    {
        if (!OperatingSystem.IsLinux()) return;
        if (Choices.FirstOrDefault(name => Environment.GetEnvironmentVariable(name) is { Length: > 0 }) is { } chosen)
        {
            Policy = $"{chosen}={Environment.GetEnvironmentVariable(chosen)}, as the environment says";
            return;
        }
        // The team's work has to be native and to do nothing.
        if (!NativeLibrary.TryGetExport(library, "GOMP_parallel", out var parallel)
            || !NativeLibrary.TryGetExport(library, "omp_get_thread_num", out var nothing)
            || !NativeLibrary.TryGetExport(library, "omp_get_num_procs", out var processors)) return;
        // With torch's team, of two threads at least, one more than there are processors; .NET counts these otherwise.
        var count = ((delegate* unmanaged<int>)processors)();
        startTeam = () => ((delegate* unmanaged<nint, nint, uint, uint, void>)parallel)(nothing, 0, (uint)count, 0);
        Looking = TimesAreKnown();
        Policy = Looking
            ? "awake while alone, asleep beside other programs"
            : "asleep: this system does not tell whether other programs want the processor";
        // Not here: this is a module's initializer, for whose end every other thread waits.
        new Thread(() => { if (Looking) Look(count); else
            Sleep(true); }) { IsBackground = true, Name = "torch's neighbours" }.Start();
    }

    /// <summary>Lets the helpers sleep from now on, or wait awake again.</summary>
    internal static void Sleep(bool asleep)
    {
        lock (Switching)
        {
            if (asleep == Asleep) return;
            teamsEnd?.Set();
            teamsEnd = null;
            if (!asleep) return;
            var end = new ManualResetEventSlim();
            using var ready = new ManualResetEventSlim();
            new Thread(() =>
            {
                startTeam!();
                ready.Set();
                end.Wait(); // the team ends with this thread
                end.Dispose();
            }, maxStackSize: 1 << 18)
            { IsBackground = true, Name = "torch's sleep" }.Start();
            ready.Wait();
            teamsEnd = end;
        }
    }

    /// <summary>Does something while only the caller of <see cref="Sleep"/> decides.</summary>
    internal static T WithoutLooking<T>(Func<T> action)
    {
        lock (Switching) lookingIsPaused = true;
        try
        {
            return action();
        }
        finally
        {
            lock (Switching) lookingIsPaused = false;
        }
    }

    private static void Look(int processors)
    {
        var crowding = new Crowding(processors);
        var (used, waited) = (Environment.CpuUsage.TotalTime, Waited());
        while (true)
        {
            Thread.Sleep(BetweenLooks);
            var (usedNow, waitedNow) = (Environment.CpuUsage.TotalTime, waited);
            // Nobody is in the way of a process that does nothing: its threads need not be looked at.
            if (usedNow - used > BetweenLooks * 0.01) waitedNow = Waited();
            var crowded = crowding.Judge(usedNow - used, waitedNow - waited, BetweenLooks);
            lock (Switching)
            {
                if (!lookingIsPaused) Sleep(crowded);
            }
            (used, waited) = (usedNow, waitedNow);
        }
    }

    private static bool TimesAreKnown() =>
        File.Exists(OwnTimes) && !File.ReadAllText(OwnTimes).StartsWith("0 ", StringComparison.Ordinal);

    /// <summary>How long this process' threads together were ready to run while others had the processor.</summary>
    private static TimeSpan Waited()
    {
        var nanoseconds = 0L;
        foreach (var task in Directory.GetDirectories(TasksFolder))
        {
            try
            {
                var fields = File.ReadAllText(Path.Combine(task, "schedstat")).Split(' ');
                nanoseconds += long.Parse(fields[1], CultureInfo.InvariantCulture);
            }
            catch (IOException)
            {
                // The thread has ended since its name was read.
            }
        }
        return TimeSpan.FromMicroseconds(nanoseconds / 1000);
    }
}
