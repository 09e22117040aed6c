using System.Runtime.InteropServices;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace NotebookKernel.Tests;

[Collection(SessionCollection.Name)]
public sealed class ReferenceTests
{
    [Fact]
    public async Task AnAssemblyIsFoundFromTheNotebooksFolder()
    {
        await using var session = new TestSession();
        Compile(Path.Combine(session.Folder, "lib", "Greeter.dll"),
            "public class Greeter { public string Hello => \"hello\"; }");
        Assert.Equal("hello", await session.ValueAsync("#r \"lib/Greeter.dll\"\nnew Greeter().Hello"));
        Assert.Equal("hello", await session.ValueAsync("new Greeter().Hello"));
    }

    [Fact]
    public async Task WhatAnAssemblyNeedsIsFoundBesideIt()
    {
        await using var session = new TestSession();
        var below = Path.Combine(session.Folder, "lib", "Below.dll");
        Compile(below, "public class Below { public int Value => 5; }");
        Compile(
            Path.Combine(session.Folder, "lib", "Above.dll"),
            "public class Above : Below { public int Twice => 2 * new Below().Value; }",
            below);
        Assert.Equal("15", await session.ValueAsync("#r \"lib/Above.dll\"\nvar a = new Above(); a.Twice + a.Value"));
    }

    [Fact]
    public async Task AnAssemblyOfTheHostIsNotLoadedASecondTime()
    {
        await using var session = new TestSession();
        var own = typeof(ReferenceTests).Assembly.Location;
        File.Copy(own, Path.Combine(session.Folder, Path.GetFileName(own)));
        var marker = new HostMarker();
        HostMarker.Last = marker;
        await session.RunAsync(
            $"#r \"{Path.GetFileName(own)}\"\nvar marker = NotebookKernel.Tests.HostMarker.Last; marker.Touched = true;");
        Assert.True(marker.Touched);
        Assert.Equal(own, await session.ValueAsync("typeof(NotebookKernel.Tests.HostMarker).Assembly.Location"));
        Assert.Single(
            AppDomain.CurrentDomain.GetAssemblies(),
            assembly => assembly.GetName().Name == typeof(ReferenceTests).Assembly.GetName().Name);
    }

    [Theory]
    [InlineData("greeter_native", "a file in the package's folder for this platform")]
    [InlineData("System.Native", "the copy that the process has already, though another lies in the package's folder")]
    public async Task NativeLibrariesAreFound(string library, string where)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "System.Native is a library of Unix.");
        await using var session = new TestSession();
        var suffix = OperatingSystem.IsMacOS() ? ".dylib" : ".so";
        var native = Path.Combine(session.Folder, "lib", "runtimes", RuntimeInformation.RuntimeIdentifier, "native");
        Directory.CreateDirectory(native);
        var target = Path.Combine(native, $"lib{library}{suffix}");
        if (library == "System.Native")
            File.WriteAllText(target, "not a library: loading it would fail");
        else
            File.Copy(Path.Combine(
                Path.GetDirectoryName(typeof(object).Assembly.Location)!, "libSystem.Native" + suffix), target);
        Compile(
            Path.Combine(session.Folder, "lib", "Caller.dll"),
            $$"""
            using System.Runtime.InteropServices;
            public static class Caller { [DllImport("lib{{library}}", EntryPoint = "SystemNative_GetPid")] public static extern int Pid(); }
            """);
        var value = await session.ValueAsync("#r \"lib/Caller.dll\"\nCaller.Pid() == Environment.ProcessId");
        Assert.True(value == "True", where);
    }

    [Fact]
    public async Task AnAssemblyOfTheRuntimeIsFoundByName()
    {
        await using var session = new TestSession();
        Assert.Equal("1",
            await session.ValueAsync("#r \"System.Text.Json\"\nSystem.Text.Json.JsonSerializer.Serialize(1)"));
        Assert.Contains("'No.Such' is no assembly of .NET", (await session.FailAsync("#r \"No.Such\"")).Message);
    }

    [Fact]
    public async Task AMissingAssemblyIsNamedWithWhatToDo()
    {
        await using var session = new TestSession();
        var built = await session.FailAsync("#r \"../artifacts/bin/X/X.dll\"");
        Assert.Contains("#r \"../artifacts/bin/X/X.dll\" was not found", built.Message);
        Assert.Contains("run `dotnet build`", built.Message);
        Assert.StartsWith("cell 1, line 1:", built.Message);
        // The names that are missing for that reason are not complained of.
        var used = await session.FailAsync("#r \"../artifacts/bin/X/X.dll\"\nusing X; var y = new Y();");
        Assert.Contains("was not found", used.Message);
        Assert.DoesNotContain(used.Traceback, line => line.Contains("CS0246", StringComparison.Ordinal));
        var other = await session.FailAsync("#load \"there/no.csx\"\n#r \"no.dll\"\n1");
        Assert.Contains("There is no file " + Path.Combine(session.Folder, "there", "no.csx"),
            string.Join('\n', other.Traceback));
        Assert.Contains("check its spelling", string.Join('\n', other.Traceback));
    }

    [Fact]
    public async Task ALoadedScriptsPathsStartFromItselfAndFromTheNotebook()
    {
        await using var session = new TestSession();
        Compile(Path.Combine(session.Folder, "bin", "Greeter.dll"),
            "public class Greeter { public string Hello => \"hello\"; }");
        session.WriteFile("shared/setup.csx",
            "#r \"../bin/Greeter.dll\"\n#load \"more.csx\"\n#load \"beside.csx\"\nvar greeter = new Greeter();");
        session.WriteFile("shared/more.csx", "var more = 1;");
        session.WriteFile("beside.csx", "var beside = 2;");
        Assert.Equal("hello 3",
            await session.ValueAsync("#load \"shared/setup.csx\"\n$\"{greeter.Hello} {more + beside}\""));
    }

    private static void Compile(string path, string code, params string[] references)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var runtime = Path.GetDirectoryName(typeof(object).Assembly.Location)!;
        var emitted = CSharpCompilation.Create(
            Path.GetFileNameWithoutExtension(path),
            [CSharpSyntaxTree.ParseText(code, cancellationToken: TestContext.Current.CancellationToken)],
            new[]
            {
                typeof(object).Assembly.Location, Path.Combine(runtime, "System.Runtime.dll"),
                Path.Combine(runtime, "System.Runtime.InteropServices.dll")
            }.Concat(references)
                .Select(file => MetadataReference.CreateFromFile(file)),
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary))
            .Emit(path, cancellationToken: TestContext.Current.CancellationToken);
        Assert.True(emitted.Success, string.Join('\n', emitted.Diagnostics));
    }
}

/// <summary>Tells the host's copy of this assembly from any other.</summary>
public sealed class HostMarker
{
    public static HostMarker? Last { get; set; }

    public bool Touched { get; set; }
}
