using System.Text.Json.Nodes;
using NotebookKernel.Jupyter;

namespace NotebookKernel.Tests.Jupyter;

public sealed class KernelSpecTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("kernelspecs");

    private string User => Path.Combine(_folder.FullName, "user");

    private string System => Path.Combine(_folder.FullName, "system");

    private KernelSpecs Specs => new(new JupyterFolders(User, [System]));

    [Fact]
    public void AKernelIsInstalledListedAndRemoved()
    {
        var installed = Install();
        Assert.Equal(".net-csharp", installed.Name);
        Assert.Equal([7], File.ReadAllBytes(Path.Combine(installed.Folder, "logo.png")));
        var json = JsonNode.Parse(File.ReadAllText(Path.Combine(installed.Folder, "kernel.json")))!;
        Assert.Equal(["/no/such/course", "kernel", "run", "{connection_file}"],
            json["argv"]!.AsArray().Select(part => (string?)part));
        Assert.Equal(
            (".NET (C#)", "C#", "message"),
            ((string?)json["display_name"], (string?)json["language"], (string?)json["interrupt_mode"]));
        Assert.Equal("/no/such/course", Assert.Single(Specs.List()).MissingFile);
        Assert.Equal(installed.Folder, Assert.Single(Specs.Uninstall(null)).Folder);
        Assert.Empty(Specs.List());
        Assert.Empty(Specs.Uninstall(null));
    }

    [Fact]
    public void AnotherKernelKeepsItsName()
    {
        var other = Path.Combine(System, "kernels", ".net-csharp");
        Directory.CreateDirectory(other);
        var text = """{"argv":["dotnet","interactive"],"display_name":".NET (C#)","language":"C#"}""";
        File.WriteAllText(Path.Combine(other, "kernel.json"), text);
        Assert.Equal("csharp-diffusion", Install().Name);
        Assert.Equal("csharp-diffusion", Install().Name);
        Specs.Uninstall(null);
        Specs.Uninstall(System);
        Assert.Equal(text, File.ReadAllText(Path.Combine(other, "kernel.json")));
        Assert.False(Assert.Single(Specs.List()).IsOurs);
    }

    [Fact]
    public void InstallingAgainReplaces()
    {
        Install();
        Assert.Equal(".net-csharp", Install().Name);
        Assert.Single(Specs.List());
    }

    [Fact]
    public void BrokenDescriptionsArePassedOver()
    {
        foreach (var (name, text) in new[]
            { ("a", "not json"), ("b", "[]"), ("c", """{"argv":"x"}"""), ("d", """{"display_name":5}""") })
        {
            Directory.CreateDirectory(Path.Combine(User, "kernels", name));
            File.WriteAllText(Path.Combine(User, "kernels", name, "kernel.json"), text);
        }
        Install();
        Assert.Contains(Specs.List(), kernel => kernel.IsOurs);
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private KernelSpec Install() =>
        Specs.Install(null, ["/no/such/course", "kernel", "run", "{connection_file}"], "1.0.0", [("logo.png", [7])]);
}
