using System.Net;
using System.Text.RegularExpressions;
using Course.Book;

/// <summary>The book of the committed notebooks, as GitHub Pages gets it: written, not run.</summary>
[Trait("Lane", "slow")]
public sealed partial class WrittenBookTests(WrittenBookTests.Written written) : IClassFixture<WrittenBookTests.Written>
{
    private const long MostBytes = 40_000_000;

    private readonly string _folder = written.Folder;

    /// <summary>Written once for all of these tests.</summary>
    public sealed class Written : IDisposable
    {
        public Written()
        {
            Book = new(Folder, CourseNotebooks.Folder.Notebooks, new Repository("somebody/diffusion"));
            Book.WriteAll();
        }

        public string Folder { get; } = Directory.CreateTempSubdirectory("written-").FullName;

        public BookWriter Book { get; }

        public void Dispose() => Directory.Delete(Folder, recursive: true);
    }

    [Fact]
    public void IsSmallEnoughToCopyAndShowsNoFormulaAsTex()
    {
        Assert.Empty(written.Book.Problems);
        Assert.InRange(Directory.GetFiles(_folder, "*", SearchOption.AllDirectories)
            .Sum(file => new FileInfo(file).Length), 5_000_000, MostBytes);
        foreach (var page in Directory.GetFiles(_folder, "*.html"))
        {
            var html = File.ReadAllText(page);
            var read = WebUtility.HtmlDecode(Tag().Replace(NotRead().Replace(html, ""), " "));
            Assert.DoesNotMatch(Tex(), read);
            // What a cell prints may write x_t, as a person does in a mail; the list of chapters may not.
            if (page == written.Book.IndexPath) Assert.DoesNotMatch(Script(), read);
        }
        foreach (var name in new[] { "katex.min.css", "LICENSE", "fonts/OFL.txt", "fonts/KaTeX_Math-Italic.woff2" })
            Assert.True(File.Exists(Path.Combine(_folder, "assets", "katex", name)), name);
    }

    /// <summary>A nightly's numbers come with the course: every notebook, in every way, without an error.</summary>
    [Fact]
    public void EveryNotebookHasRunInEveryWay()
    {
        var page = File.ReadAllText(Path.Combine(_folder, KernelsPage.FileName));
        Assert.Equal(CourseNotebooks.Folder.Notebooks.Count * KernelsPage.Ways.Count, Run().Count(page));
        Assert.DoesNotContain("–</td>", page);
    }

    [GeneratedRegex("<td>[0-9]+ cells, 0 errors, [0-9. mins]+</td>")]
    private static partial Regex Run();

    /// <summary>What a page holds beside what is read: code has dollar signs and backslashes of its own.</summary>
    [GeneratedRegex("<(pre|code|script|style|annotation)\\b.*?</\\1>", RegexOptions.Singleline)]
    private static partial Regex NotRead();

    [GeneratedRegex("<[^>]*>")]
    private static partial Regex Tag();

    [GeneratedRegex(@"\$[^$]{0,80}\$|\\[a-z]{2,}")]
    private static partial Regex Tex();

    [GeneratedRegex(@"\b[a-z]_[a-z0-9{]")]
    private static partial Regex Script();
}
