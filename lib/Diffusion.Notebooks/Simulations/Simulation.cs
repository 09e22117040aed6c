using System.Text.Json;

namespace Diffusion.Notebooks;

/// <summary>
/// Something to drag that computes while it is dragged: HTML whose script is whole in itself, so that it works in a
/// notebook, in a book and from a file, without a kernel or a network. Its numbers are those of this library (a test
/// holds them to 1e-6). Where no script runs there is a picture of its most telling state, and its words.
/// </summary>
public sealed partial class Simulation : Rich
{
    private readonly string words;
    private readonly Func<Picture> still;
    private readonly bool hasManyColours;

    private Simulation(
        string kind, string title, string help, string words, object settings, Func<Picture> still,
        bool hasManyColours = false)
    {
        (Kind, Title, Help, this.words, this.still, this.hasManyColours) = (kind, title, help, words, still,
            hasManyColours);
        Settings = JsonSerializer.Serialize(settings, JsonSerializerOptions.Web);
    }

    /// <summary>What stands above it.</summary>
    public string Title { get; }

    /// <summary>Which script drives it.</summary>
    internal string Kind { get; }

    /// <summary>What a reader can do with it.</summary>
    internal string Help { get; }

    /// <summary>What the script is told, as JSON.</summary>
    internal string Settings { get; }

    /// <inheritdoc/>
    public override string ToString() => $"Simulation: {Title}. {words}";

    private protected override IReadOnlyDictionary<string, string> CreateBundle()
    {
        var picture = still();
        return new Dictionary<string, string>
        {
            [MimeType.Html] = SimulationPage.Write(this, picture, words),
            [MimeType.Png] = Convert.ToBase64String(PngFile.Encode(picture, exact: hasManyColours)),
            [MimeType.Text] = ToString(),
        };
    }
}
