using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace NotebookKernel.Jupyter;

/// <summary>An installed kernel, as its <c>kernel.json</c> describes it.</summary>
/// <param name="Folder">The folder of the description; its name is the kernel's.</param>
/// <param name="DisplayName">What front ends call it.</param>
/// <param name="Language">The language it runs.</param>
/// <param name="Command">
/// The program and its arguments; <c>{connection_file}</c> stands for the connection file.
/// </param>
/// <param name="IsOurs">Installed by this project.</param>
public sealed record KernelSpec(
    string Folder, string DisplayName, string Language, IReadOnlyList<string> Command, bool IsOurs)
{
    /// <summary>The name that notebooks of .NET Interactive carry; they open with the kernel that has it.</summary>
    public const string PreferredName = ".net-csharp";

    /// <summary>Our name where another kernel has the preferred one.</summary>
    public const string OtherName = "csharp-diffusion";

    internal const string FileName = "kernel.json";

    private const string Mark = "diffusion-notebooks";

    private static readonly JsonSerializerOptions Writing = new()
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>The name that front ends start it by.</summary>
    public string Name => Path.GetFileName(Folder);

    /// <summary>The file of the command that is not there any more; null if nothing is missing.</summary>
    /// <remarks>A program given by its bare name is looked for in the path when it is started, not here.</remarks>
    public string? MissingFile =>
        Command.Where(Path.IsPathRooted).FirstOrDefault(part => !File.Exists(part));

    /// <summary>Reads an installed kernel's description.</summary>
    /// <returns>Null where there is none, or none that can be read.</returns>
    internal static KernelSpec? Read(string folder)
    {
        var path = Path.Combine(folder, FileName);
        if (!File.Exists(path))
            return null;
        try
        {
            var json = JsonNode.Parse(File.ReadAllBytes(path));
            return new KernelSpec(
                folder,
                (string?)json?["display_name"] ?? Path.GetFileName(folder),
                (string?)json?["language"] ?? "",
                [.. (json?["argv"] as JsonArray ?? []).Select(part => (string?)part ?? "")],
                json?["metadata"]?[Mark] is not null);
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            // Somebody else's broken file; Jupyter passes over it too.
            return null;
        }
    }

    /// <summary>The text of <c>kernel.json</c> for our kernel.</summary>
    internal static string Write(IEnumerable<string> command, string version)
    {
        var json = new JsonObject
        {
            ["argv"] = new JsonArray([.. command.Select(part => JsonValue.Create(part))]),
            ["display_name"] = ".NET (C#)",
            ["language"] = "C#",
            ["interrupt_mode"] = "message",
            ["metadata"] = new JsonObject { ["debugger"] = false, [Mark] = new JsonObject { ["version"] = version } },
        };
        return json.ToJsonString(Writing) + "\n";
    }
}
