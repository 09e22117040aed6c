using System.Reflection;
using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Emit;
using Microsoft.CodeAnalysis.Text;

public sealed class RoomTests
{
    public static TheoryData<string> Libraries => [.. RoomOrder.All.Select(order => order.Root)];

    [Theory]
    [MemberData(nameof(Libraries))]
    public void NoTypeNamesATypeOfAFolderAbove(string root)
    {
        var wrongs = RoomOrder.All.Single(order => order.Root == root).Wrongs().ToList();

        Assert.True(wrongs.Count == 0, string.Join('\n', wrongs));
    }

    [Fact]
    public void AnArrowThatPointsUpIsFound()
    {
        var order = RoomOrder.Diffusion;
        var turned = order with { Folders = [.. order.Folders.Except(["Schedules"]), "Schedules"] };

        Assert.Contains("lib/Diffusion: Samplers/Ddim -> Schedules/NoiseStep points up.", turned.Wrongs());
    }

    [Fact]
    public void AFolderWithoutAPlaceAndAPlaceWithoutAFolderAreFound()
    {
        var order = RoomOrder.Course;
        var wrongs = (order with { Folders = [.. order.Folders.Except(["Doctor"]), "Surgery"] }).Wrongs().ToList();

        Assert.Contains(wrongs, wrong => wrong.StartsWith("lib/Course/Doctor has no place", StringComparison.Ordinal));
        Assert.Contains(wrongs, wrong => wrong.StartsWith("lib/Course/Surgery has a place", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("class Reader : Book;")]
    [InlineData("class Reader : IBook;")]
    [InlineData("[Book] class Reader;")]
    [InlineData("[System.ComponentModel.TypeConverter(typeof(Book))] class Reader;")]
    [InlineData("class Reader { [Book] int field; }")]
    [InlineData("class Reader { Book field; }")]
    [InlineData("class Reader { System.Collections.Generic.List<Book[]> field; }")]
    [InlineData("class Reader { Book Property { get; set; } }")]
    [InlineData("class Reader { void Take(Book book) { } }")]
    [InlineData("class Reader { void Take(ref Book book) { } }")]
    [InlineData("class Reader { void Take<T>() where T : Book { } }")]
    [InlineData("class Reader<T> where T : Book;")]
    [InlineData("interface Reader { void Take(Book book); }")]
    [InlineData("delegate void Reader(Book book);")]
    [InlineData("class Reader { object Call() => Book.Made(); }")]
    [InlineData("class Reader { object Call() => Book.Field; }")]
    [InlineData("class Reader { object Call() => Shelf.Take(); }")]
    [InlineData("class Reader { object Call() => System.Array.Empty<Book>(); }")]
    [InlineData("class Reader { object Call() => typeof(Book); }")]
    [InlineData("class Reader { object Call(object o) => o is Book; }")]
    [InlineData("class Reader { void Call() { try { Call(); } catch (Book) { } } }")]
    [InlineData("class Reader { System.Func<object> Call() => () => Book.Made(); }")]
    [InlineData("class Reader { async System.Threading.Tasks.Task Call() { await new C().D(); Book.Made(); } "
        + "class C { public async System.Threading.Tasks.Task D() => await D(); } }")]
    public void EveryWayToNameATypeIsSeen(string reader)
    {
        var rooms = Compile(
            ("House/Upper/Reader.cs", reader), ("House/Upper/Shelf.cs", Shelf), ("House/Lower/Book.cs", Book));

        Assert.Contains(rooms.Arrows, arrow => arrow.From.StartsWith("Reader", StringComparison.Ordinal)
            && arrow is { FromFolder: "Upper", ToFolder: "Lower" });
    }

    [Fact]
    public void FoldersAreThoseOfTheFilesAndSharedSourceHasNone()
    {
        var rooms = Compile(
            ("/a/House/Upper/Inner/Reader.cs", "enum Reader { One }"), (@"C:\a\House\Root.cs", "interface Root;"),
            ("/a/Files/Shelf.cs", "class Shelf { Reader reader; }"));

        Assert.Equal(["", "Upper/Inner"], rooms.Folders);
        Assert.Empty(rooms.Arrows);
    }

    private const string Book = """
        public interface IBook;
        public class BookAttribute : System.Attribute;
        public class Book : System.Exception { public static string Field; public static string Made() => ""; }
        """;

    private const string Shelf = "static class Shelf { public static Book Take() => null; }";

    private static CompiledRooms Compile(params (string Path, string Code)[] files)
    {
        var platform = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(path => Path.GetFileName(path).StartsWith("System.", StringComparison.Ordinal));
        var compilation = CSharpCompilation.Create(
            $"House{Guid.NewGuid():N}",
            files.Select(file =>
                CSharpSyntaxTree.ParseText(SourceText.From(file.Code, Encoding.UTF8), path: file.Path)),
            platform.Select(path => MetadataReference.CreateFromFile(path)),
            new CSharpCompilationOptions(
                OutputKind.DynamicallyLinkedLibrary, optimizationLevel: OptimizationLevel.Release));
        using var library = new MemoryStream();
        using var symbols = new MemoryStream();
        var made = compilation.Emit(
            library, symbols, options: new EmitOptions(debugInformationFormat: DebugInformationFormat.PortablePdb));
        Assert.True(made.Success, string.Join('\n', made.Diagnostics));
        symbols.Position = 0;
        return new CompiledRooms(Assembly.Load(library.ToArray()), symbols, "House");
    }
}
