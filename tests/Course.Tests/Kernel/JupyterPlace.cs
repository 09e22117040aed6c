using System.Diagnostics;
using System.Text.Json;

/// <summary>Folders in which Debian's Jupyter finds the kernel of this build and nothing of this person's.</summary>
public sealed class JupyterPlace : IDisposable
{
    private const string Python = "/usr/bin/python3";

    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("jupyter-");

    /// <summary>Where notebooks go.</summary>
    public string Notebooks => Directory.CreateDirectory(Path.Combine(_root.FullName, "notebooks")).FullName;

    /// <summary>The settings that lead Jupyter, and the program, here.</summary>
    public IReadOnlyList<(string Name, string? Value)> Variables =>
    [
        ("JUPYTER_DATA_DIR", Path.Combine(_root.FullName, "data")),
        ("JUPYTER_RUNTIME_DIR", Path.Combine(_root.FullName, "runtime")),
        ("JUPYTER_CONFIG_DIR", Path.Combine(_root.FullName, "config")),
        ("JUPYTER_PATH", null),
        ("VIRTUAL_ENV", null),
        ("CONDA_PREFIX", null),
        ("DIFFUSION_COMPUTE", "float32"),
    ];

    /// <summary>
    /// Makes the place and installs the kernel; skips the test where Python lacks a module, but not in CI.
    /// </summary>
    /// <param name="modules">What the test needs of Debian's Python.</param>
    public static async Task<JupyterPlace> CreateAsync(params string[] modules)
    {
        var place = new JupyterPlace();
        foreach (var module in modules)
        {
            if (File.Exists(Python) && (await place.RunAsync(Python, "-c", $"import {module}")).ExitCode == 0) continue;
            place.Dispose();
            MissingTool.Skip(
                $"{Python} has no module {module}; apt-get install python3-{module.Replace("notebook", "notebook jupyter-notebook").Replace('_', '-')}.");
        }
        Assert.Equal(0, (await place.CourseAsync("kernel", "install")).ExitCode);
        return place;
    }

    /// <summary>Gives Jupyter, here, a kernel that is started so.</summary>
    /// <param name="name">What Jupyter calls it.</param>
    /// <param name="command">The program and its arguments; <c>{connection_file}</c> stands for Jupyter's file.</param>
    public void AddKernel(string name, params string[] command)
    {
        var folder = Directory.CreateDirectory(Path.Combine(_root.FullName, "data", "kernels", name)).FullName;
        File.WriteAllText(Path.Combine(folder, "kernel.json"),
            JsonSerializer.Serialize(new { argv = command, display_name = name, language = "C#" }));
    }

    /// <summary>Types a command of the course.</summary>
    public Task<Typed.Result> CourseAsync(params string[] arguments) => Typed.CourseAsync(arguments, [.. Variables]);

    /// <summary>Runs Debian's Python to its end.</summary>
    public Task<Typed.Result> PythonAsync(params string[] arguments) => RunAsync(Python, arguments);

    /// <summary>Starts Debian's Python.</summary>
    public Process StartPython(params string[] arguments) => Process.Start(StartInfo(Python, arguments))!;

    /// <inheritdoc/>
    public void Dispose() => _root.Delete(recursive: true);

    private async Task<Typed.Result> RunAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(StartInfo(program, arguments))!;
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return new Typed.Result(process.ExitCode, await output, await error);
    }

    private ProcessStartInfo StartInfo(string program, string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Notebooks,
        };
        foreach (var (name, value) in Variables) start.Environment[name] = value;
        return start;
    }
}
