namespace NotebookKernel.Tests.Jupyter;

/// <summary>
/// A long session. tests/Benchmarks/kernel-soak.py does the same with thousands of cells and reports more.
/// </summary>
[Collection(SessionCollection.Name)]
[Trait("Lane", "slow")]
public sealed class SoakTests
{
    private const int Warm = 100;
    private const int Cells = 300;

    /// <summary>Bytes of managed memory that a cell may keep: its definitions, its compilation, its symbols.</summary>
    private const long MayKeep = 60_000;

    [Fact]
    public async Task ManyCellsLoseNoMessageAndKeepLittle()
    {
        await using var kernel = new KernelFixture();
        var (memory, handles) = (0L, 0);
        for (var n = 1; n <= Cells; n++)
        {
            Run(kernel.FrontEnd, n);
            if (n == Warm)
                (memory, handles) = (GC.GetTotalMemory(forceFullCollection: true), Handles());
        }
        Assert.InRange((GC.GetTotalMemory(forceFullCollection: true) - memory) / (Cells - Warm),
            long.MinValue, MayKeep);
        Assert.InRange(Handles() - handles, int.MinValue, 20);
        Assert.Equal(0, kernel.Kernel.DroppedMessages);
    }

    private static void Run(FrontEnd frontEnd, int n)
    {
        switch (n % 5)
        {
            case 0:
                Assert.Equal($"{n}", frontEnd.Execute($"var x = {n}; Console.Write(x);").Text("stdout"));
                break;
            case 1:
                Assert.Equal(
                    $"{2 * n}",
                    frontEnd.Execute($"record P{n % 50}(int X); int Twice(int v) => v * 2; Console.Write(Twice({n}));")
                        .Text("stdout"));
                break;
            case 2:
                Assert.Equal(
                    ["display_data", "display_data", "update_display_data"],
                    frontEnd.Execute($"display(\"{n}\"); var d = display(\"a\"); d.Update(\"{n}\");").Outputs
                        .Select(output => output.Type));
                break;
            case 3:
                var thrown = frontEnd.Execute($"Console.Write({n}); throw new InvalidOperationException(\"{n}\");");
                Assert.Equal(($"{n}", $"{n}"), (thrown.Text("stdout"), (string?)thrown.Reply["evalue"]));
                break;
            default:
                Assert.Equal("error", frontEnd.Execute($"nothing{n} + 1").Status);
                break;
        }
    }

    private static int Handles() =>
        OperatingSystem.IsLinux() ? Directory.GetFileSystemEntries("/proc/self/fd").Length : 0;
}
