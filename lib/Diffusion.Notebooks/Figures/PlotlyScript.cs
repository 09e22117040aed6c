namespace Diffusion.Notebooks;

/// <summary>
/// The script that draws Plotly figures in a browser. Notebooks don't contain it; a book needs one copy.
/// </summary>
public static class PlotlyScript
{
    private const string Resource = "plotly-2.28.0.min.js";

    /// <summary>The script (3.5 MB, MIT licence), from the copy embedded in Plotly.NET.</summary>
    /// <exception cref="FileNotFoundException">
    /// Plotly.NET is not beside this library, or has another version of the script.
    /// </exception>
    public static string Read()
    {
        var library = PlotlyHost.Instance.LoadFromAssemblyName(new System.Reflection.AssemblyName("Plotly.NET"));
        var name = library.GetManifestResourceNames()
            .SingleOrDefault(n => n.EndsWith(Resource, StringComparison.Ordinal))
            ?? throw new FileNotFoundException(
                $"Plotly.NET {library.GetName().Version} has no resource '{Resource}'; it has "
                + $"{string.Join(", ", library.GetManifestResourceNames())}. Update PlotlyScript to the new name.");
        using var reader = new StreamReader(library.GetManifestResourceStream(name)!);
        return reader.ReadToEnd();
    }
}
