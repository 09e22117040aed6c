using System.Globalization;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace NotebookKernel.Jupyter;

/// <summary>
/// Notices when the front end that started the kernel is gone, so that no kernel stays behind without one.
/// </summary>
public static class ParentWatch
{
    private static readonly TimeSpan Glance = TimeSpan.FromSeconds(1);

    /// <summary>Starts to watch, where the front end asks for it (it sets <c>JPY_PARENT_PID</c>).</summary>
    /// <param name="whenGone">Called once, on a thread of its own, after the parent has ended.</param>
    public static void Start(Action whenGone)
    {
        ArgumentNullException.ThrowIfNull(whenGone);
        if (!long.TryParse(
            Environment.GetEnvironmentVariable("JPY_PARENT_PID"), CultureInfo.InvariantCulture, out var parent))
            return;
        var watch = new Thread(() =>
        {
            if (OperatingSystem.IsWindows())
                WaitForHandle((nint)parent);
            else
                WaitForAnotherParent();
            whenGone();
        })
        { IsBackground = true, Name = "Waits for the end of the front end" };
        watch.Start();
    }

    /// <summary>Jupyter hands its own process handle down.</summary>
    private static void WaitForHandle(nint handle)
    {
        using var ended = new ManualResetEvent(false)
        {
            SafeWaitHandle = new SafeWaitHandle(handle, ownsHandle: false)
        };
        ended.WaitOne();
    }

    /// <summary>An orphan is given to another process.</summary>
    private static void WaitForAnotherParent()
    {
        var first = GetParentId();
        while (GetParentId() == first)
            Thread.Sleep(Glance);
    }

    [DllImport("libc", EntryPoint = "getppid")]
    private static extern int GetParentId();
}
