using System.Runtime.CompilerServices;
using System.Text;
using System.Xml.Linq;

/// <summary>
/// The arrows of the code as Mermaid pictures: what <c>ARCHITECTURE.md</c> shows, drawn from the same files that the
/// tests of the rooms read. Arrows that follow from others are left out.
/// </summary>
public static class RoomDrawing
{
    /// <summary>The root of the repository.</summary>
    public static string Root { get; } = Path.GetFullPath(Path.Combine(Here(), "..", "..", ".."));

    /// <summary>
    /// The libraries and the programs: an arrow for each reference of a project, but those that only order the build.
    /// </summary>
    public static string OfProjects()
    {
        var arrows =
            from file in Directory.GetFiles(Path.Combine(Root, "lib"), "*.csproj", SearchOption.AllDirectories)
            from reference in XDocument.Load(file).Descendants("ProjectReference")
            where (string?)reference.Attribute("ReferenceOutputAssembly") != "false"
            let target = Path.GetFileNameWithoutExtension(((string)reference.Attribute("Include")!).Replace('\\', '/'))
            where Directory.Exists(Path.Combine(Root, "lib", target))
            select (From: Path.GetFileNameWithoutExtension(file), To: target);
        return Draw("lib", arrows.ToHashSet(), []);
    }

    /// <summary>The folders of a library: an arrow where a type names a type of another folder.</summary>
    public static string Of(RoomOrder order)
    {
        var rooms = order.Rooms();
        var arrows = rooms.Arrows.Select(arrow => (arrow.FromFolder, arrow.ToFolder)).ToHashSet();
        return Draw(order.Root, arrows, [.. rooms.Folders]);
    }

    private static string Draw(string title, HashSet<(string From, string To)> arrows, string[] rooms)
    {
        bool Reaches(string from, string to) =>
            arrows.Any(arrow => arrow.From == from && (arrow.To == to || Reaches(arrow.To, to)));
        // An arrow says nothing new where a longer way leads to the same room.
        var told = arrows.Where(arrow => !arrows.Any(first =>
            first.From == arrow.From && first.To != arrow.To && Reaches(first.To, arrow.To)));
        var text = new StringBuilder($"<!-- arrows of {title} -->\n```mermaid\nflowchart TD\n");
        foreach (var room in rooms.Except(arrows.SelectMany(arrow => new[] { arrow.From, arrow.To }))
            .Order(StringComparer.Ordinal))
            text.Append($"  {Node(room)}\n");
        foreach (var (from, to) in told.OrderBy(arrow => arrow.From, StringComparer.Ordinal)
            .ThenBy(arrow => arrow.To, StringComparer.Ordinal))
            text.Append($"  {Node(from)} --> {Node(to)}\n");
        return text.Append("```\n").ToString();
    }

    private static string Node(string room)
    {
        var id = room.Length == 0 ? "root" : room.Replace('/', '_').Replace('.', '_');
        return id == room ? id : $"{id}[{(room.Length == 0 ? "its root" : room)}]";
    }

    private static string Here([CallerFilePath] string file = "") => Path.GetDirectoryName(file)!;
}
