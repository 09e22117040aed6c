using System.Text.Json.Nodes;
using Microsoft.DotNet.Interactive.Formatting;
using PackageValue = Microsoft.DotNet.Interactive.Formatting.DisplayedValue;

namespace NotebookKernel;

/// <summary>Shows what libraries, and cells of F#, display through the package of the formatters.</summary>
internal static class LibraryDisplays
{
    private static readonly Lock Setting = new();
    private static IDisposable? s_hearing;

    /// <summary>Begins to listen; there is one listener a process, and it stays.</summary>
    public static void Hear()
    {
        lock (Setting)
            s_hearing ??= Formatter.SubscribeToDisplayedValues(Show);
    }

    private static void Show(PackageValue value)
    {
        if (CellContext.Current is not { } cell)
        {
            Formatter.WriteToConsole(value);
            return;
        }
        // What the package gives to be updated has another id than what it showed: an update stands below.
        cell.Outputs.Add(new DisplayOutput(Bundle(value)) { DisplayId = value.DisplayId });
    }

    private static IReadOnlyDictionary<string, JsonNode?> Bundle(PackageValue value)
    {
        var types = value.FormattedValues.Select(formatted => formatted.MimeType).ToList();
        var isUsual = Formatter.GetPreferredMimeTypesFor(value.Value?.GetType() ?? typeof(object)).Order()
            .SequenceEqual(types.Order());
        return isUsual
            ? MimeBundle.Of(value.Value, [])
            : value.FormattedValues.SelectMany(formatted => MimeBundle.OfText(formatted.Value, formatted.MimeType))
                .ToDictionary();
    }
}
