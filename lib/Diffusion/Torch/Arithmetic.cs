using System.Runtime.CompilerServices;
using System.Text;
using static TorchSharp.torch;

namespace Diffusion;

/// <summary>
/// Whether libtorch computes right on this machine. It is asked when the library is loaded, before its first answer is
/// believed; the answer is remembered. What is wrong is worked around, so that no one's numbers are wrong: not those of
/// this library's networks, and not those of a learner's own layers.
/// </summary>
public static class Arithmetic
{
    private const string Question = "arithmetic";

    /// <summary>
    /// What libtorch does wrong here, what is done about it, and its price; null when nothing has to be done.
    /// </summary>
    public static string? Workaround => Applied switch
    {
        Remedy.None => null,
        Remedy.CachesAssumed => "this machine hides its processor's caches, which makes oneDNN's convolutions wrong; "
            + "oneDNN was made to assume 32 KB, 512 KB and 1 MB, with which they are right, and as fast",
        _ => "oneDNN computes wrong on this machine and is switched off; "
            + "all is right, but convolutions take 1 to 9 times as long",
    };

    /// <summary>Whether bfloat16 comes out right, too. float32 always does: else torch is refused as a whole.</summary>
    public static bool IsRightInBFloat16 { get; private set; } = true;

    internal static Remedy Applied { get; private set; }

    /// <summary>What can be done about wrong numbers.</summary>
    internal enum Remedy
    {
        None,
        CachesAssumed,
        WithoutOneDnn,
    }

    /// <summary>
    /// Asks, or remembers, and does what is to be done. Called once, when libtorch has just been loaded.
    /// </summary>
    /// <exception cref="InvalidDataException">libtorch computes wrong whatever is done.</exception>
    internal static void Establish()
    {
        LibTorchContext.LeaveNnpackOut();
        if (Remembered.Recall(Question)?.Split(' ') is [var kept, var brief]
            && Enum.TryParse(kept, out Remedy remedy) && bool.TryParse(brief, out var isRight) && Apply(remedy))
        {
            IsRightInBFloat16 = isRight;
        }
        else
        {
            ExamineAlone();
            Remembered.Keep(Question, $"{Applied} {IsRightInBFloat16}");
        }
        if (Workaround is { } words) Say($"libtorch: {words}.");
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void ExamineAlone()
    {
        // torch sets up its threads when it is first asked about them.
        _ = get_num_threads();
        var before = LibTorchContext.ShareAmong(1);
        try
        {
            Examine();
        }
        finally
        {
            if (before > 0) LibTorchContext.ShareAmong(before);
        }
    }

    /// <summary>Tries one remedy after the other, the cheapest first, until float32 comes out right.</summary>
    /// <exception cref="InvalidDataException">None helps.</exception>
    internal static void Examine()
    {
        // oneDNN keeps what it has planned, so a belief that cannot be right goes before anything is computed with it.
        Apply(OneDnnCaches.AreImpossible ? Remedy.CachesAssumed : Remedy.None);
        var (faults, brief) = (SelfCheck.Faults(ScalarType.Float32), SelfCheck.Faults(ScalarType.BFloat16));
        if (faults.Count + brief.Count > 0 && Apply(Remedy.WithoutOneDnn))
            (faults, brief) = (SelfCheck.Faults(ScalarType.Float32), SelfCheck.Faults(ScalarType.BFloat16));
        IsRightInBFloat16 = brief.Count == 0;
        if (faults.Count > 0)
            throw new InvalidDataException(
                $"it computes wrong on this processor ({string.Join("; ", faults)}). "
                + $"Set {NativeLibraries.FolderVariable} to the torch/lib folder of another PyTorch 2.10, or use "
                + "another machine.");
    }

    private static bool Apply(Remedy remedy)
    {
        var applied = remedy switch
        {
            Remedy.CachesAssumed => OneDnnCaches.Forget(),
            Remedy.WithoutOneDnn => LibTorchContext.UseOneDnn(false),
            _ => true,
        };
        if (applied) Applied = remedy;
        return applied;
    }

    /// <summary>
    /// To the terminal, and to no cell's output: what a notebook prints does not depend on the machine.
    /// </summary>
    private static void Say(string line)
    {
        using var terminal = Console.OpenStandardError();
        terminal.Write(Encoding.UTF8.GetBytes(line + Environment.NewLine));
    }
}
