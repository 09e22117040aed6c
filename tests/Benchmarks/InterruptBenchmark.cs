using System.Diagnostics;
using NotebookKernel;

namespace Benchmarks;

/// <summary>
/// What the checks that make a cell interruptible cost: the same loops, compiled by the session and compiled without
/// it.
/// </summary>
internal static class InterruptBenchmark
{
    private const int Rounds = 60;
    private const string Handover = "InterruptBenchmark.loops";

    public static void Run()
    {
        var cell = LoopsOfACell();
        foreach (var (plain, guarded) in NumericLoops.All.Zip(cell))
        {
            for (var round = 0; round < 30; round++)
            {
                plain.Run();
                guarded.Run();
                Thread.Sleep(5);
            }
            // The two take turns, and the best of each counts: what else the machine does disturbs both alike.
            double without = double.MaxValue, with = double.MaxValue;
            for (var round = 0; round < Rounds; round++)
            {
                without = Math.Min(without, Milliseconds(plain.Run));
                with = Math.Min(with, Milliseconds(guarded.Run));
            }
            Console.WriteLine(FormattableString.Invariant(
                $"{plain.Name,-24} {without,7:0.000} ms without checks, {with,7:0.000} ms with ({with / without:0.000}x)"));
        }
    }

    private static (string Name, Func<double> Run)[] LoopsOfACell()
    {
        using var stream = typeof(InterruptBenchmark).Assembly.GetManifestResourceStream("NumericLoops.cs")!;
        using var reader = new StreamReader(stream);
        var text = reader.ReadToEnd().Replace("namespace Benchmarks;", "", StringComparison.Ordinal);
        var session = new CSharpSession(new SessionOptions());
        var run = session.RunAsync(
            $"{text}\nAppContext.SetData(\"{Handover}\", NumericLoops.All);", new CellOutputBuffer())
            .GetAwaiter().GetResult();
        if (run.Error is not null)
            throw new InvalidOperationException(string.Join('\n', run.Error.Traceback));
        return ((string, Func<double>)[])AppContext.GetData(Handover)!;
    }

    private static double Milliseconds(Func<double> run)
    {
        var clock = Stopwatch.StartNew();
        run();
        return clock.Elapsed.TotalMilliseconds;
    }
}
