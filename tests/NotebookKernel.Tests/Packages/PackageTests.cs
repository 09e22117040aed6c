using System.IO.Compression;
using System.Runtime.InteropServices;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace NotebookKernel.Tests;

/// <summary>Packages of the tests' own, in folders: no network is needed.</summary>
[Trait("Lane", "slow")]
[Collection(SessionCollection.Name)]
public sealed class PackageTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("packages");
    private readonly string? _cache = Environment.GetEnvironmentVariable("NUGET_PACKAGES");

    public PackageTests() =>
        Environment.SetEnvironmentVariable("NUGET_PACKAGES", Path.Combine(_folder.FullName, "cache"));

    private string Notebook => Path.Combine(_folder.FullName, "notebook");

    [Fact]
    public async Task APackageIsRestoredFromTheSourcesOfTheNotebooksConfiguration()
    {
        MakePackage("feed", "Tiny.Numbers", "1.2.0", "public static class Numbers { public static int Answer => 42; }");
        await using var session = StartSession("<add key=\"feed\" value=\"../feed\" />");
        var outputs = await RunAsync(session, "#r \"nuget: Tiny.Numbers, 1.2.0\"\nNumbers.Answer");
        Assert.Contains("<pre>42</pre>", outputs.OfType<DisplayOutput>().Single().Text("text/html"));
        var told = string.Concat(outputs.OfType<StreamOutput>().Select(output => output.Text));
        Assert.StartsWith("Restoring Tiny.Numbers 1.2.0 ...\nLoaded Tiny.Numbers 1.2.0 (", told);

        // Later cells know it, and naming it again costs nothing.
        Assert.DoesNotContain(await RunAsync(session, "#r \"nuget: Tiny.Numbers, 1.2.0\"\nvar n = Numbers.Answer;"),
            output => output is StreamOutput);
    }

    /// <summary>To the compiler, an <c>#r</c> is one file: with two it ended in a NotSupportedException.</summary>
    [Fact]
    public async Task APackageBringsThePackagesThatItNeeds()
    {
        MakePackage("feed", "Tiny.Numbers", "1.2.0", "public static class Numbers { public static int Answer => 42; }");
        MakePackage("feed", "Tiny.Words", "2.0.0", "public static class Words { public static string Yes => \"yes\"; }",
            needs: "Tiny.Numbers");
        await using var session = StartSession("<add key=\"feed\" value=\"../feed\" />");
        var outputs = await RunAsync(
            session, "#r \"nuget: Tiny.Words, 2.0.0\" // with Numbers\nWords.Yes + Numbers.Answer");
        Assert.Equal("yes42", outputs.OfType<DisplayOutput>().Single().Text("text/plain"));
        Assert.StartsWith("cell 2, line 3: ",
            (await FailAsync(session, "#r \"nuget: Tiny.Words, 2.0.0\"\n\nnope")).Message);
        Assert.Equal("42",
            (await RunAsync(session, "#!fsharp\nNumbers.Answer")).OfType<DisplayOutput>().Single().Text("text/plain"));
    }

    [Fact]
    public async Task AWorkFolderThatCannotBeWrittenGivesWayToATemporaryOne()
    {
        MakePackage("feed", "Tiny.Numbers", "1.2.0", "public static class Numbers { public static int Answer => 42; }");
        // A file where the folder should be: not even the system's administrator can write below it.
        File.WriteAllText(Path.Combine(_folder.FullName, "work"), "");
        await using var session = StartSession("<add key=\"feed\" value=\"../feed\" />");
        var outputs = await RunAsync(session, "#r \"nuget: Tiny.Numbers, 1.2.0\"\nNumbers.Answer");
        Assert.Contains("<pre>42</pre>", outputs.OfType<DisplayOutput>().Single().Text("text/html"));
    }

    [Fact]
    public async Task ASourceOfTheCellCountsBesidesAndLineNumbersStayTrue()
    {
        MakePackage("more", "Tiny.Words", "2.0.0",
            "public static class Words { public static void Fail() => throw new System.FormatException(\"no\"); }");
        await using var session = StartSession("");
        var error = await FailAsync(session, "#i \"nuget: ../more\"\n#r \"nuget: Tiny.Words\"\n\nWords.Fail();");
        Assert.Equal("FormatException", error.Name);
        Assert.Equal("   at cell 1, line 4", error.Traceback.Last(line => line.StartsWith("   at")));
    }

    [Fact]
    public async Task NamesAndVersionsAreCompleted()
    {
        MakePackage("feed", "Tiny.Numbers", "1.2.0", "public class A;");
        MakePackage("feed", "Tiny.Numbers", "1.10.0-beta", "public class A;");
        MakePackage("cache/tiny.numbers/1.9.0", "Tiny.Numbers", "1.9.0", "public class A;");
        File.WriteAllText(Path.Combine(_folder.FullName, "cache", "tiny.numbers", "1.9.0", "tiny.numbers.nuspec"),
            "<package><metadata><id>Tiny.Numbers</id></metadata></package>");

        // The second source is nobody: what is there is shown all the same.
        await using var session = StartSession(
            "<add key=\"feed\" value=\"../feed\" /><add key=\"gone\" value=\"https://127.0.0.1:9/index.json\" />");
        Assert.Equal(["Tiny.Numbers"], await CompleteAsync(session, 1, "#r \"nuget:tiny"));
        Assert.Equal(["1.10.0-beta", "1.9.0", "1.2.0"], await CompleteAsync(session, 3, "#r \"nuget: tiny.numbers, "));
        Assert.Equal(["1.9.0"], await CompleteAsync(session, 1, "var a = 1;\n#r \"nuget: Tiny.Numbers, 1.9"));
        var last = session.Help.Complete("#r \"nuget: Tiny.Nu", 18, TestContext.Current.CancellationToken);
        Assert.Equal((11, 18), (last.Start, last.End));
    }

    [Fact]
    public async Task APackageThatIsNotThereIsAnErrorInWords()
    {
        MakePackage("feed", "Tiny.Numbers", "1.2.0", "public class A;");
        await using var session = StartSession("<add key=\"feed\" value=\"../feed\" />");
        var error = await FailAsync(session, "\n#r \"nuget: No.Such.Package, 1.0.0\"");
        Assert.Equal("CommandError", error.Name);
        Assert.StartsWith("No.Such.Package could not be loaded. Unable to find package No.Such.Package.",
            error.Message);
        Assert.EndsWith("(NU1101)", error.Message);
        Assert.StartsWith("cell 1, line 2: ", Assert.Single(error.Traceback));
        Assert.Contains("(NU110", (await FailAsync(session, "#r \"nuget: Tiny.Numbers, 9.0.0\"")).Message);
    }

    [Fact]
    public async Task AnAssemblyThatTheHostHasIsNotLoadedAgain()
    {
        MakePackage("feed", "NetMQ", "99.0.0", "namespace NetMQ; public class Foreign;", assembly: "NetMQ");
        await using var session = StartSession("<add key=\"feed\" value=\"../feed\" />");
        await RunAsync(session, "#r \"nuget: NetMQ, 99.0.0\"");
        AppContext.SetData("PackageTests.type", null);
        await RunAsync(session, "System.AppContext.SetData(\"PackageTests.type\", typeof(NetMQ.Msg));");
        Assert.Same(AppDomain.CurrentDomain.GetAssemblies().Single(assembly => assembly.GetName().Name == "NetMQ"),
            ((Type)AppContext.GetData("PackageTests.type")!).Assembly);
    }

    [Fact]
    public async Task AnotherVersionOfWhatIsLoadedIsRefused()
    {
        foreach (var version in (string[])["1.0.0", "2.0.0"])
            MakePackage(
                "feed", "Tiny.Numbers", version, "public static class Numbers { public static int Answer => 42; }");
        await using var session = StartSession("<add key=\"feed\" value=\"../feed\" />");
        await RunAsync(session, "#r \"nuget: Tiny.Numbers, 1.0.0\"\nvar n = Numbers.Answer;");
        Assert.Contains("Restart the kernel", (await FailAsync(session, "#r \"nuget: Tiny.Numbers, 2.0.0\"")).Message);
    }

    [Fact]
    public async Task ANativeLibraryOfThePackageIsFound()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(),
            "The stand-in for a native library is one of the runtime's on Unix.");
        var runtime = Directory.GetFiles(Path.GetDirectoryName(typeof(object).Assembly.Location)!, "libSystem.Native.*")
            .First(file => !file.EndsWith(".a"));
        MakePackage(
            "feed",
            "Tiny.Native",
            "1.0.0",
            "public static class Native { [System.Runtime.InteropServices.DllImport(\"tinynative\", EntryPoint = \"SystemNative_GetPid\")] public static extern int Id(); }",
            native: runtime);
        await using var session = StartSession("<add key=\"feed\" value=\"../feed\" />");
        await RunAsync(session,
            "#r \"nuget: Tiny.Native, 1.0.0\"\nif (Native.Id() != Environment.ProcessId) throw new Exception(\"another process\");");
    }

    public void Dispose()
    {
        Environment.SetEnvironmentVariable("NUGET_PACKAGES", _cache);
        _folder.Delete(recursive: true);
    }

    private CSharpSession StartSession(string sources)
    {
        Directory.CreateDirectory(Notebook);
        File.WriteAllText(
            Path.Combine(Notebook, "nuget.config"),
            $"<configuration><packageSources><clear />{sources}</packageSources></configuration>");
        return new CSharpSession(new SessionOptions
        {
            WorkingDirectory = Notebook, WarmUp = false, PackageFolder = Path.Combine(_folder.FullName, "work"),
        });
    }

    private void MakePackage(string feed, string id, string version, string code, string? assembly = null,
        string? native = null, string? needs = null)
    {
        var folder = Directory.CreateDirectory(Path.Combine(_folder.FullName, feed)).FullName;
        using var file = ZipFile.Open(Path.Combine(folder, $"{id}.{version}.nupkg"), ZipArchiveMode.Create);
        var dependency =
            needs is null ? "" : $"<dependencies><dependency id=\"{needs}\" version=\"1.0.0\" /></dependencies>";
        using (var nuspec = new StreamWriter(file.CreateEntry($"{id}.nuspec").Open()))
            nuspec.Write(
                $"<package><metadata><id>{id}</id><version>{version}</version><authors>tests</authors><description>tests</description>{dependency}</metadata></package>");
        using (var dll = file.CreateEntry($"lib/net8.0/{assembly ?? id}.dll").Open())
            Compile(assembly ?? id, code, dll);
        if (native is not null)
            file.CreateEntryFromFile(native,
                $"runtimes/{RuntimeInformation.RuntimeIdentifier}/native/libtinynative{Path.GetExtension(native)}");
    }

    private static void Compile(string name, string code, Stream to)
    {
        var references = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(path => Path.GetFileName(path).StartsWith("System.", StringComparison.Ordinal))
            .Select(path => MetadataReference.CreateFromFile(path));
        var cancellation = TestContext.Current.CancellationToken;
        using var bytes = new MemoryStream();
        var made = CSharpCompilation.Create(
            name, [CSharpSyntaxTree.ParseText(code, cancellationToken: cancellation)], references,
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary))
            .Emit(bytes, cancellationToken: cancellation);
        Assert.True(made.Success, string.Join('\n', made.Diagnostics));
        bytes.WriteTo(to);
    }

    private static async Task<IReadOnlyList<CellOutput>> RunAsync(CSharpSession session, string code)
    {
        var outputs = new CellOutputBuffer();
        var result = await session.RunAsync(code, outputs, TestContext.Current.CancellationToken);
        Assert.True(result.Succeeded, string.Join('\n', result.Error?.Traceback ?? []));
        return outputs.Outputs;
    }

    /// <summary>On a busy machine the SDK may answer later than a person who types would wait.</summary>
    private static async Task<IEnumerable<string>> CompleteAsync(CSharpSession session, int count, string code)
    {
        for (var tries = 0; tries < 600; tries++)
        {
            var found = session.Help.Complete(code, code.Length, TestContext.Current.CancellationToken);
            if (found.Items.Count >= count)
                return found.Items.Select(item => item.Text);
            await Task.Delay(500, TestContext.Current.CancellationToken);
        }
        return [];
    }

    private static async Task<ErrorOutput> FailAsync(CSharpSession session, string code)
    {
        var result = await session.RunAsync(code, new CellOutputBuffer(), TestContext.Current.CancellationToken);
        Assert.NotNull(result.Error);
        return result.Error;
    }
}
