using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Xml.Linq;

namespace NotebookKernel;

/// <summary>
/// The names and versions that a half-written <c>#r "nuget: ...</c> could lead to: packages that were restored on this
/// computer before, and versions that the user's sources have. Whatever does not answer in time is left out.
/// </summary>
/// <param name="notebookFolder">The notebook's folder; a <c>nuget.config</c> there, or above, counts.</param>
internal sealed class PackageCompletions(string notebookFolder)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private readonly HttpClient _client = new();

    // The SDK is asked once. One that starts slowly answers the next completion.
    private readonly Lazy<Task<string[]>> _cache =
        new(() => AskAsync("nuget locals global-packages --list", notebookFolder));
    private readonly Lazy<Task<string[]>> _sources =
        new(() => AskAsync("nuget list source --format short", notebookFolder));

    /// <summary>Finds what fits.</summary>
    /// <param name="written">What stands behind <c>nuget:</c>.</param>
    /// <param name="position">Where it ends.</param>
    /// <param name="cancellation">Gives up.</param>
    public CodeCompletions Find(string written, int position, CancellationToken cancellation)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(Patience);
        var parts = written.Split(',', 2);
        var word = parts[^1].TrimStart();
        var searches = parts.Length == 1
            ? new[] { NamesAsync(word) }
            : [VersionsHereAsync(parts[0].Trim()), VersionsOfSourcesAsync(parts[0].Trim(), limit.Token)];
        Task.WhenAll(searches).WaitAsync(limit.Token).ContinueWith(_ => { }, TaskScheduler.Default)
            .Wait(CancellationToken.None);
        var items = searches.Where(search => search.IsCompletedSuccessfully).SelectMany(search => search.Result)
            .Where(item => item.StartsWith(word, StringComparison.OrdinalIgnoreCase))
            .Distinct(StringComparer.OrdinalIgnoreCase);
        var sorted = parts.Length == 1
            ? items.Order(StringComparer.OrdinalIgnoreCase)
            : items.OrderByDescending(NumbersOf).ThenBy(version => version.Contains('-'));
        return new CodeCompletions(
            position - word.Length, position, [.. sorted.Select(item => new CodeCompletion(item, "package"))]);
    }

    private async Task<IEnumerable<string>> NamesAsync(string word) =>
        (await FoldersAsync("").ConfigureAwait(false))
            .Where(folder => Path.GetFileName(folder).StartsWith(word, StringComparison.OrdinalIgnoreCase))
            .Select(NameIn);

    /// <summary>Folders are in small letters; the package's own description has its name as it is written.</summary>
    private static string NameIn(string folder)
    {
        var description = Directory.EnumerateFiles(folder, "*.nuspec", SearchOption.AllDirectories).FirstOrDefault();
        return (description is null ? null : XDocument.Load(description).Root?.Descendants()
            .FirstOrDefault(field => field.Name.LocalName == "id")?.Value)
            ?? Path.GetFileName(folder);
    }

    private static Version NumbersOf(string version) =>
        Version.TryParse(version.Split('-', '+')[0], out var numbers) ? numbers : new Version();

    private async Task<IEnumerable<string>> VersionsHereAsync(string id) =>
        (await FoldersAsync(id.ToLowerInvariant()).ConfigureAwait(false)).Select(folder => Path.GetFileName(folder));

    private async Task<string[]> FoldersAsync(string id)
    {
        var answer = (await _cache.Value.ConfigureAwait(false)).FirstOrDefault() ?? "";
        var folder = Path.Combine(answer[(answer.IndexOf(':') + 1)..].Trim(), id);
        return Directory.Exists(folder) ? Directory.GetDirectories(folder) : [];
    }

    private async Task<IEnumerable<string>> VersionsOfSourcesAsync(string id, CancellationToken limit)
    {
        var enabled =
            (await _sources.Value.ConfigureAwait(false)).Where(line => line.StartsWith("E ", StringComparison.Ordinal));
        return (await Task.WhenAll(enabled.Select(line => VersionsAsync(line[2..].Trim(), id, limit)))
            .ConfigureAwait(false)).SelectMany(all => all);
    }

    private async Task<IEnumerable<string>> VersionsAsync(string source, string id, CancellationToken limit)
    {
        if (Directory.Exists(source))
            return Directory.GetFiles(
                source, id + ".*.nupkg", new EnumerationOptions { MatchCasing = MatchCasing.CaseInsensitive })
                .Select(file => Path.GetFileNameWithoutExtension(file)[(id.Length + 1)..])
                .Where(version => char.IsAsciiDigit(version[0]));
        try
        {
            var index = JsonNode.Parse(await _client.GetStringAsync(source, limit).ConfigureAwait(false));
            var address = index?["resources"]?.AsArray()
                .FirstOrDefault(resource => (string?)resource?["@type"] == "PackageBaseAddress/3.0.0")?["@id"];
            var list = JsonNode.Parse(await _client.GetStringAsync(
                $"{((string?)address)?.TrimEnd('/')}/{id.ToLowerInvariant()}/index.json", limit).ConfigureAwait(false));
            return list?["versions"]?.AsArray().Select(version => (string)version!) ?? [];
        }
        catch (Exception error) when (error is HttpRequestException or OperationCanceledException
            or InvalidOperationException or JsonException)
        {
            // Offline, slow, of another kind or with a password: somebody is typing, and errors belong to the restore.
            return [];
        }
    }

    private static async Task<string[]> AskAsync(string question, string folder)
    {
        var start = new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet", question)
        {
            RedirectStandardOutput = true,
            WorkingDirectory = folder,
        };
        using var process = Process.Start(start)!;
        return (await process.StandardOutput.ReadToEndAsync().ConfigureAwait(false))
            .Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }
}
