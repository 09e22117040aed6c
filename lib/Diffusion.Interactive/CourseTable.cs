using System.Net;
using System.Reflection;
using System.Xml.Linq;

namespace Diffusion.Interactive;

/// <summary>A table as HTML and as lines of text.</summary>
internal static class CourseTable
{
    /// <summary>The data sets: how a cell loads each, and what it is.</summary>
    public static (string Html, string Text) OfData() => Of(DatasetCatalogue.All.Select(set => (
        set is { Read: null, Embedded: null }
            ? $"{nameof(SceneData)}.{nameof(SceneData.Training)}()"
            : $"{nameof(DatasetCatalogue)}.{nameof(DatasetCatalogue.Find)}(\"{set.Key}\")"
                + $".{nameof(set.Load)}(new {nameof(DatasetStore)}())",
        $"{set.Name}, [{string.Join(", ", set.Shape)}]"
            + $"{(set.Embedded is null && set.Read is not null ? "" : ", without a network")}. {set.Source}")));

    /// <summary>The trained networks: how a cell loads each, and what its documentation says.</summary>
    public static (string Html, string Text) OfModels()
    {
        const string Members = "M:Diffusion.Pretrained.";
        var members = XDocument.Load(Path.ChangeExtension(typeof(Pretrained).Assembly.Location, ".xml"))
            .Descendants("member")
            .Where(member => ((string)member.Attribute("name")!).StartsWith(Members, StringComparison.Ordinal))
            .ToDictionary(member => ((string)member.Attribute("name")!)[Members.Length..],
                member => Plain(member.Element("summary")!));
        return Of(typeof(Pretrained).GetMethods(BindingFlags.Public | BindingFlags.Static)
            .Where(method => method.GetParameters().Length == 0)
            .Select(method => ($"{nameof(Pretrained)}.{method.Name}()", members[method.Name])));
    }

    /// <summary>Two columns: what to type, and what it is.</summary>
    public static (string Html, string Text) Of(IEnumerable<(string Code, string What)> rows)
    {
        var all = rows.ToList();
        var width = all.Max(row => row.Code.Length);
        var html = string.Concat(all.Select(row =>
            $"<tr><td style=\"text-align:left\"><code>{WebUtility.HtmlEncode(row.Code)}</code></td>"
                + $"<td style=\"text-align:left\">{WebUtility.HtmlEncode(row.What)}</td></tr>"));
        return ($"<table>{html}</table>",
            string.Join('\n', all.Select(row => $"{row.Code.PadRight(width)}  {row.What}")));
    }

    /// <summary>A piece of documentation in words: references by their last name, white space as one space.</summary>
    private static string Plain(XElement summary)
    {
        var words = string.Concat(summary.Nodes().Select(node => node switch
        {
            XElement { Name.LocalName: "see" } see =>
                ((string?)see.Attribute("cref") ?? "").Split('(')[0].Split('.', ':')[^1],
            XElement element => element.Value,
            _ => node.ToString(),
        }));
        return string.Join(' ', words.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
    }
}
