using System.Reflection;
using System.Runtime.Loader;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Diffusion.Notebooks;

/// <summary>
/// Runs <see cref="PlotlyWriter"/> in an assembly load context of its own, with the versions of Plotly.NET's packages
/// that lie beside this assembly.
/// </summary>
/// <remarks>
/// A kernel may already have loaded an older FSharp.Core than the one that Plotly.NET needs, and one context holds only
/// one version. So this assembly is loaded a second time, in a context that finds Plotly.NET and FSharp.Core here
/// first; the figure goes in as text, and Plotly's JSON comes back as text.
/// </remarks>
internal sealed class PlotlyHost : AssemblyLoadContext
{
    private static readonly Lazy<PlotlyHost> Shared = new(() => new PlotlyHost(AppFolder()));
    private static readonly JsonSerializerOptions Json = new()
    {
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals
    };

    private readonly string folder;
    private readonly Func<string, string> write;

    /// <summary>Makes a context that takes Plotly.NET and its packages from a folder.</summary>
    internal PlotlyHost(string folder)
        : base("Plotly.NET")
    {
        this.folder = folder;
        var twin = LoadFromAssemblyPath(Path.Combine(folder, typeof(PlotlyHost).Assembly.GetName().Name + ".dll"));
        var method = twin.GetType(typeof(PlotlyHost).FullName!, throwOnError: true)!
            .GetMethod(nameof(WriteHere), BindingFlags.Static | BindingFlags.NonPublic)!;
        write = method.CreateDelegate<Func<string, string>>();
    }

    /// <summary>The context of this process, made when the first chart is shown.</summary>
    public static PlotlyHost Instance => Shared.Value;

    /// <summary>The Plotly JSON of a figure.</summary>
    public string Write(FigureSpec figure) => write(JsonSerializer.Serialize(figure, Json));

    /// <inheritdoc/>
    protected override Assembly? Load(AssemblyName assemblyName)
    {
        var path = Path.Combine(folder, assemblyName.Name + ".dll");
        return File.Exists(path) ? LoadFromAssemblyPath(path) : null;
    }

    /// <summary>Called in the second copy of this assembly.</summary>
    private static string WriteHere(string figure) =>
        PlotlyWriter.Write(JsonSerializer.Deserialize<FigureSpec>(figure, Json)!);

    private static string AppFolder()
    {
        var folder = Path.GetDirectoryName(typeof(PlotlyHost).Assembly.Location);
        return !string.IsNullOrEmpty(folder) && File.Exists(Path.Combine(folder, "Plotly.NET.dll"))
            ? folder
            : throw new FileNotFoundException(
                $"Plotly.NET.dll is not beside Diffusion.Notebooks.dll ('{folder}'). Build lib/Diffusion.Notebooks and "
                + "load the library from its output folder.");
    }
}
