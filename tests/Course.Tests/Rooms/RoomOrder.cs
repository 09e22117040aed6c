using System.Reflection;
using Course;
using Diffusion;
using Diffusion.Notebooks;
using NotebookKernel;

/// <summary>
/// The folders of each library from the ground up: a type may name types of its own folder and of those before it, so
/// that whoever reads a folder needs nothing from above it. An order has no circles.
/// </summary>
/// <param name="Library">The built library.</param>
/// <param name="Root">Where its sources stand.</param>
/// <param name="Folders">Its folders; "" holds what stands in the root itself.</param>
public sealed record RoomOrder(Assembly Library, string Root, params string[] Folders)
{
    public static readonly RoomOrder Diffusion = new(typeof(NoiseLevel).Assembly, "lib/Diffusion",
        "Torch", "Text", "Schedules", "Denoisers", "Samplers", "Datasets", "Datasets/Scenes", "Networks", "Tokens",
        "Training", "Distillation",
        "Metrics", "Catalogue");

    public static readonly RoomOrder DiffusionNotebooks = new(typeof(Figure).Assembly, "lib/Diffusion.Notebooks",
        "Display", "Imaging", "Sharing", "Figures", "Images", "Live", "Hosts", "Scrubbing", "Prompting",
        "Simulations", "Exercises");

    public static readonly RoomOrder NotebookKernel = new(typeof(CSharpSession).Assembly, "lib/NotebookKernel",
        "Documents", "Errors", "Display", "Instrumentation", "Packages", "Compilation", "Languages",
        "Services", "Session",
        "Running", "Jupyter");

    public static readonly RoomOrder Course = new(typeof(UsageException).Assembly, "lib/Course",
        "", "Notebooks", "Doctor", "Running", "Training", "Drawing", "Book/Maths", "Book", "Commands");

    public static readonly RoomOrder[] All = [Diffusion, DiffusionNotebooks, NotebookKernel, Course];

    /// <summary>The folders as they are, and the arrows between them.</summary>
    public CompiledRooms Rooms() =>
        new(Library, File.OpenRead(Path.ChangeExtension(Library.Location, ".pdb")), Root);

    /// <summary>What is wrong: folders without a place, places without a folder, arrows that point up.</summary>
    public IEnumerable<string> Wrongs()
    {
        var rooms = Rooms();
        foreach (var folder in rooms.Folders.Except(Folders))
            yield return $"{Root}/{folder} has no place in the order: give it one in {nameof(RoomOrder)}.";
        foreach (var folder in Folders.Except(rooms.Folders))
            yield return $"{Root}/{folder} has a place in the order, but no type stands there.";
        foreach (var arrow in rooms.Arrows.Where(arrow => Place(arrow.ToFolder) > Place(arrow.FromFolder)))
            yield return $"{Root}: {arrow} points up.";
    }

    private int Place(string folder) => Array.IndexOf(Folders, folder);
}
