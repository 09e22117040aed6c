namespace NotebookKernel;

/// <summary>
/// Stops a cell once its token is cancelled: first by the checks in its code, then by breaking into what blocks its
/// thread, again and again until the cell has ended, because its code may catch what it is stopped with.
/// </summary>
internal sealed class CellInterruption : IDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);
    private const int TicksBeforeBlockedCalls = 4;
    private const int TicksBeforeInsisting = 8;

    private readonly SessionThread _thread;
    private readonly CancellationTokenRegistration _registration;
    private readonly Lock _lock = new();
    private bool _ended;
    private Timer? _timer;
    private int _ticks;

    /// <summary>Begins to watch for a cell's cancellation.</summary>
    public CellInterruption(SessionThread thread, CancellationToken cancellation)
    {
        _thread = thread;

        // Not at the end of the cell before: its interrupt also stops what runs in the background, until here.
        CellGuard.Disarm();
        _registration = cancellation.UnsafeRegister(_ => Begin(), null);
    }

    public void Dispose()
    {
        _registration.Dispose();
        if (_timer is null)
            return;
        _timer.Dispose();
        // On a busy machine a tick may come late, and would stop the next cell.
        lock (_lock)
            _ended = true;
        CellGuard.Insist();
    }

    private void Begin()
    {
        CellGuard.Arm();
        _timer = new Timer(_ => Tick(), null, Pause, Pause);
    }

    private void Tick()
    {
        lock (_lock)
        {
            if (_ended)
                return;
            var tick = ++_ticks;
            if (tick < TicksBeforeInsisting)
                CellGuard.Arm();
            else
                CellGuard.Insist();
            if (tick % TicksBeforeBlockedCalls == 0)
                _thread.Interrupt();
        }
    }
}
