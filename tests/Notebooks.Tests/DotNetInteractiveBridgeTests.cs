using System.Diagnostics;
using NotebookKernel;

/// <summary>
/// What <c>lib/Diffusion.Interactive</c> adds to the real .NET Interactive, as VS Code asks for it. Explicit:
/// <c>.ci/run</c> runs what is short, <c>.ci/nightly</c> all.
/// </summary>
[Trait("Lane", "slow")]
[CollectionDefinition(nameof(DotNetInteractiveBridgeTests), DisableParallelization = true)]
[Collection(nameof(DotNetInteractiveBridgeTests))]
public sealed class DotNetInteractiveBridgeTests
{
    private const string Setup = """
        #load "setup.csx"
        using System.IO; using System.Net.Http; using System.Threading;
        using Diffusion; using Diffusion.Notebooks; using TorchSharp;
        var points = new TensorData(Points.Spiral().Draw(1000, seed: 1));
        var trainer = new Trainer(new PointMlp(new(Width: 32, Depth: 2)), points, NoiseSchedule.Linear(), new());
        var garments = Pretrained.FashionMnist();
        var noise = torch.randn(16, 1, 28, 28, generator: new torch.Generator(1));
        var crowd = torch.rand(50_000, 784, generator: new torch.Generator(3));
        var ideal = new DatasetDenoiser(torch.rand(10_000, 784, generator: new torch.Generator(2)));
        class Silent : HttpMessageHandler
        {
            protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage asked, CancellationToken cancel)
            {
                Console.WriteLine("begun");
                await Task.Delay(-1, cancel);
                return new();
            }
        }
        """;

    /// <summary>Runs a cell, stops another, and reads a variable; prints how each ended.</summary>
    private const string JupyterStop = """
        import signal, sys
        from jupyter_client.manager import start_new_kernel
        # What runs in the background of a shell ignores Stop's signal and hands that on to what it starts.
        signal.signal(signal.SIGINT, signal.default_int_handler)
        folder, setup, endless = sys.argv[1:]
        manager, client = start_new_kernel(kernel_name="dotnet-interactive", cwd=folder, startup_timeout=600)
        def wrote(request):
            while True:
                message = client.get_iopub_msg(timeout=600)
                if message["parent_header"].get("msg_id") == request and message["msg_type"] == "stream":
                    return message["content"]["text"]
        def ended(request):
            while True:
                message = client.get_shell_msg(timeout=600)
                if message["parent_header"].get("msg_id") == request:
                    return message["content"]["status"]
        try:
            first = ended(client.execute(setup + "\nvar before = 42;"))
            request = client.execute(endless)
            wrote(request)
            manager.interrupt_kernel()
            stopped = ended(request)
            request = client.execute("Console.Write(before);")
            print(first, stopped, ended(request), wrote(request))
        finally:
            manager.shutdown_kernel(now=True)
        """;

    /// <summary>Cells that would run for hours; each says when it is under way.</summary>
    private static readonly (string What, string Code)[] Endless =
    [
        ("training", """
            foreach (var step in trainer.Train(int.MaxValue))
                if (step.Number % 5 == 0) Console.WriteLine("begun");
            """),
        ("sampling", """
            Console.WriteLine("begun");
            while (true) new Ddpm().Run(garments.Denoiser, noise, TimestepSpacing.Trailing(NoiseSchedule.Linear(), 1000)).Dispose();
            """),
        ("ideal denoiser", """
            Console.WriteLine("begun");
            ideal.Denoise(crowd, NoiseSchedule.Linear().Levels[500]);
            """),
        ("download", """
            new DatasetStore(null, Directory.CreateTempSubdirectory("download-").FullName, new HttpClient(new Silent())).Mnist();
            """),
    ];

    /// <summary>One of each kind.</summary>
    [Fact(Explicit = true)]
    public Task StopEndsACellAndTheKernelKeepsItsVariables() => StopAsync(rounds: 1);

    /// <summary>Five of each kind.</summary>
    [Fact(Explicit = true)]
    public Task StopEndsTwentyCellsAndTheKernelKeepsItsVariables() => StopAsync(rounds: 5);

    /// <summary>Jupyter's Stop is a signal that would end this kernel.</summary>
    [Fact(Explicit = true)]
    public async Task StopInJupyterEndsACellAndTheKernelKeepsItsVariables()
    {
        using var place = await JupyterPlace.CreateAsync("jupyter_client");
        place.AddKernel("dotnet-interactive", DotNetInteractive.Jupyter);

        var run = await place.PythonAsync(
            "-c", JupyterStop, Path.GetFullPath(CourseNotebooks.Folder.NotebooksPath), Setup, Endless[0].Code);

        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Equal("ok error ok 42", run.Output.Trim().Split('\n')[^1]);
    }

    /// <summary>
    /// There is one copy of the library, and a tensor of one language is the same tensor in the other.
    /// </summary>
    [Fact(Explicit = true)]
    public async Task FSharpAndCSharpShareATensor()
    {
        using var kernel = await StartAsync();
        Assert.Empty(await WordsAsync(kernel, "var x = torch.arange(6).reshape(2, 3).to(torch.float32);"));

        Assert.Equal("15", await WordsAsync(kernel, """
            #!set --name x --byref --value @csharp:x
            let y = x.square()
            let level = Diffusion.NoiseSchedule.Linear().Levels.[500]
            printf "%g" (float (x.sum().item<float32>()))
            """, "fsharp"));
        Assert.Equal("55 True 500", await WordsAsync(kernel, """
            #!share --from fsharp y
            #!share --from fsharp level
            Console.Write($"{y.sum().item<float>()} {level is NoiseLevel} {level.T}");
            """));
        Assert.Equal("1 1 1", await WordsAsync(kernel, """
            Console.Write(string.Join(" ", new[] { "TorchSharp", "Diffusion", "Diffusion.Interactive" }.Select(name =>
                AppDomain.CurrentDomain.GetAssemblies().Count(one => one.GetName().Name == name))));
            """));
    }

    /// <summary>A first cell that uses no tensor yet, as most notebooks have.</summary>
    [Fact(Explicit = true)]
    public async Task AFirstCellThatOnlyLoadsTheLibraryIsSilent()
    {
        using var kernel = await StdioKernel.StartAsync(Path.GetFullPath(CourseNotebooks.Folder.NotebooksPath));

        Assert.Empty(DotNetInteractive.Plain(await kernel.RunAsync("#load \"setup.csx\"")));
        Assert.Equal("3", await WordsAsync(kernel, "Console.Write(TorchSharp.torch.ones(3).sum().item<float>());"));
    }

    /// <summary>What a JavaScript cell of VS Code is given; and back.</summary>
    [Fact(Explicit = true)]
    public async Task AnotherLanguageIsGivenNumbersAndCharts()
    {
        using var kernel = await StartAsync();
        Assert.Empty(await WordsAsync(kernel, """
            var x = torch.tensor(new[] { 1f, 2, 3, 4 }).reshape(2, 2);
            var chart = Figure.Lines("a chart").Add("a line", [0, 1], [2, 3]);
            var strip = ImageGrid.FilmStrip([("two", torch.zeros(2, 1, 4, 4))]);
            """));

        Assert.Equal("""{"shape":[2,2],"dtype":"float32","values":[[1,2],[3,4]]}""",
            (await kernel.ValueAsync("x")).ToJsonString());
        Assert.Equal("[2,3]", (await kernel.ValueAsync("chart"))["data"]![0]!["y"]!.ToJsonString());
        Assert.StartsWith("iVBOR", (string?)(await kernel.ValueAsync("strip"))["image/png"], StringComparison.Ordinal);
        Assert.Equal("10", await WordsAsync(kernel, """
            #!set --name back --value @csharp:x
            Console.Write(TensorJson.Read(back).sum().item<float>());
            """));
    }

    /// <summary>A bar stays one output, and shows its last state.</summary>
    [Fact(Explicit = true)]
    public async Task ProgressIsReplacedInPlace()
    {
        using var kernel = await StartAsync();

        var shown = await kernel.RunAsync(
            """foreach (var i in Progress.Over("counting", Enumerable.Range(0, 4), 4)) await Task.Delay(300);""");

        var bar = Assert.IsType<DisplayOutput>(Assert.Single(shown));
        Assert.Equal("counting: 4 steps", bar.Text("text/plain"));
        Assert.True(kernel.Updates >= 3, $"The bar was updated {kernel.Updates} times.");
    }

    /// <summary>In a cell of any language; a word that is none is named with those that are.</summary>
    [Fact(Explicit = true)]
    public async Task TheCourseListsWhatItHas()
    {
        using var kernel = await StartAsync();

        string[] lists = ["", "data", "models", "doctor"];
        string[] lines = ["#!diffusion doctor", "DatasetCatalogue.Find(\"mnist\").Load(new DatasetStore())",
            "Pretrained.Mnist()", "TorchSharp 0.107.0"];
        foreach (var (what, line) in lists.Zip(lines))
            Assert.Contains(line,
                Assert.IsType<DisplayOutput>(Assert.Single(await kernel.RunAsync("#!diffusion " + what)))
                    .Text("text/plain"));
        Assert.Equal("#!diffusion knows data, models, doctor; not 'nonsense'.",
            await WordsAsync(kernel, "#!diffusion nonsense", "fsharp"));
    }

    private static async Task StopAsync(int rounds)
    {
        using var kernel = await StartAsync();
        var steps = 0;
        for (var number = 0; number < rounds * Endless.Length; number++)
        {
            var (what, code) = Endless[number % Endless.Length];
            Assert.Empty(await WordsAsync(kernel, $"var before = {number};"));

            Assert.Equal("Command cancelled.", await kernel.StopAsync(code));
            var clock = Stopwatch.StartNew();

            // The cell behind it runs only when the stopped one has really ended.
            // What that one wrote last may be shown with this one's words.
            var words = await WordsAsync(kernel, "Console.Write(before);");
            Assert.Equal($"{number}", words.Replace("begun\n", ""));
            TestContext.Current.TestOutputHelper!
                .WriteLine(FormattableString.Invariant($"{what}: {clock.Elapsed.TotalSeconds:0.00} s"));
            var taken = int.Parse(await WordsAsync(kernel, "Console.Write(trainer.StepsTaken);"),
                System.Globalization.CultureInfo.InvariantCulture);
            Assert.True(what != "training" || taken > steps, $"The training was at step {steps} and is at {taken}.");
            steps = taken;
        }
    }

    private static async Task<StdioKernel> StartAsync()
    {
        var kernel = await StdioKernel.StartAsync(Path.GetFullPath(CourseNotebooks.Folder.NotebooksPath));
        Assert.Empty(DotNetInteractive.Plain(await kernel.RunAsync(Setup)));
        return kernel;
    }

    /// <summary>What a cell wrote, or the error that ended it.</summary>
    private static async Task<string> WordsAsync(StdioKernel kernel, string code, string language = "csharp") =>
        string.Concat((await kernel.RunAsync(code, language)).Select(output => output switch
        {
            StreamOutput words => words.Text,
            ErrorOutput error => error.Message,
            _ => $"({output.GetType().Name})",
        }));
}
