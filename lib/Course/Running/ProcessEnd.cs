namespace Course.Running;

/// <summary>Says what an exit code means when a process did not end by itself.</summary>
public static class ProcessEnd
{
    /// <summary>For example: "The process was ended by signal 11 (an access to memory that is not there)."</summary>
    public static string InWords(int exitCode)
    {
        var signal = exitCode - 128;
        var meaning = signal switch
        {
            4 => "an instruction that this processor does not have",
            6 => "native code stopped itself: an uncaught C++ exception or a failed check",
            7 => "a bus error",
            8 => "an arithmetic error",
            9 => "killed from outside; most often the system ran out of memory",
            11 => "an access to memory that is not there",
            15 => "asked to end from outside",
            _ => null,
        };
        if (!OperatingSystem.IsWindows() && meaning is not null)
            return $"The process was ended by signal {signal} ({meaning}).";
        return (uint)exitCode switch
        {
            0 => "The process ended before the notebook did.",
            0xC0000005 => "The process crashed in native code (an access to memory that is not there).",
            0xC0000409 => "Native code stopped the process.",
            _ => $"The process ended with code {exitCode} before the notebook did.",
        };
    }
}
