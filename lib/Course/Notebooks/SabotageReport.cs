using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Files;

namespace Course.Notebooks;

/// <summary>
/// What the claims of a notebook said under their sabotages: a file beside an executed copy, or in the course.
/// </summary>
/// <param name="path">The file; it need not be there.</param>
public sealed class SabotageReport(string path)
{
    // Claims have quotation marks and signs in them; the file is read by people too, in a comparison of versions.
    private static readonly JsonSerializerOptions Json = new()
    {
        WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    private readonly List<SabotageResult> _results = [];

    /// <summary>Where the file is: <c>sabotage/NAME.json</c> beside the notebook.</summary>
    /// <param name="notebook">A notebook of the course, or its executed copy.</param>
    public static string PathFor(string notebook) => Path.ChangeExtension(Sabotage.PathFor(notebook), ".json");

    /// <summary>What a file holds; nothing where there is none.</summary>
    /// <exception cref="UsageException">The file is broken.</exception>
    public static IReadOnlyList<SabotageResult> Read(string path)
    {
        if (!File.Exists(path)) return [];
        try
        {
            return JsonSerializer.Deserialize<SabotageResult[]>(File.ReadAllText(path)) ?? [];
        }
        catch (JsonException broken)
        {
            throw new UsageException($"{path} cannot be read ({broken.Message}). "
                + "Delete it; course run --sabotage writes a new one.");
        }
    }

    /// <summary>Adds a result, and writes the file as far as it is.</summary>
    public void Add(SabotageResult result)
    {
        _results.Add(result);
        WholeFile.Write(path, JsonSerializer.Serialize(_results, Json) + "\n");
    }
}
