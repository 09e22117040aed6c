using Course.Book;
using Course.Notebooks;
using Microsoft.Playwright;

/// <summary>The page that says how each claim fails.</summary>
public sealed class SabotagePageTests
{
    private const string Claims =
        "Claim.Below(error, 2 * limit, \"many steps: the error\");\nClaim.That(1 < 2, $\"{steps} & more\");\nClaim.Near(1, 1, 0.5, \"a\" + \"b\");";

    private const string Sabotages =
        "// %% cell-1 fails many steps\n// One step.\n// In a hurry.\nvar steps = 1;\n// %% cell-1 fails & more\n// Less.\nvar steps = 0;";

    [Fact]
    public void EachClaimHasARowWithWhatItSaidWhereThatIsKnown()
    {
        using var course = Small();
        var version = Sabotage.Of(course.NotebookPath("00-steps"))[0].Version;
        Note(course.NotebookPath("00-steps"),
            new("cell-1", "many steps", version, "This claim does not hold: 1 < 0.1.", null));

        var page = Page(course);

        Assert.Contains("<th scope=\"row\">many steps: the error <code>&lt; 2 * limit</code><br><a href=\"00-steps.html#cell-cell-2\">cell-2</a></th>"
            + "<td>One step. In a hurry.<details>", page);
        Assert.Contains("<td>This claim does not hold: 1 &lt; 0.1.</td>", page);
        Assert.Contains("{steps} &amp; more<br>", page);
        Assert.Contains("<td>not run</td>", page);
        Assert.Contains("ab <code>= 1 &#177; 0.5</code><br><a href=\"00-steps.html#cell-cell-2\">cell-2</a></th>"
            + "<td><strong>No sabotage.</strong></td><td>–</td>", page);
        Assert.Contains("3 claims, 1 without a way to make them false. Of 2 sabotages\n1 have run", page);
        Assert.Contains("id=\"cell-cell-2\"", course.BookFile("00-steps.html"));
        Assert.Contains($"<a href=\"{SabotagePage.FileName}\">", course.BookFile("index.html"));
    }

    [Fact]
    public void WhatThisBooksOwnRunNotedCountsBeforeWhatComesWithTheCourse()
    {
        using var course = Small();
        var version = Sabotage.Of(course.NotebookPath("00-steps"))[0].Version;
        Note(course.NotebookPath("00-steps"), new("cell-1", "many steps", version, "the course's", null));
        Note(Path.Combine(course.Book, "notebooks", "00-steps.ipynb"),
            new("cell-1", "many steps", version, null, "it holds"));

        var page = Page(course);

        Assert.Contains("<td><strong>Shows nothing.</strong> it holds</td>", page);
        Assert.DoesNotContain("the course&#39;s", page);
    }

    [Theory]
    [InlineData("var steps = 1;", "var steps = 2;")]
    [InlineData("limit", "tolerance")]
    public void WhatAnEarlierFormSaidIsNotShown(string now, string then)
    {
        using var course = Small();
        var path = course.NotebookPath("00-steps");
        var before = Sabotage.Parse(Sabotages.Replace(now, then), "file",
            NotebookKernel.NotebookDocument.Parse(File.ReadAllText(path).Replace(now, then)))[0].Version;
        Note(path, new("cell-1", "many steps", before, "what it said", null));

        Assert.DoesNotContain("what it said", Page(course));
    }

    [Fact]
    public void AFileThatDoesNotFitIsAProblemOfTheBookAndNotItsEnd()
    {
        using var course = Small();
        course.With("01-more", Claims);
        Note(course.NotebookPath("00-steps"), new("", "", "", null, null));
        File.WriteAllText(SabotageReport.PathFor(course.NotebookPath("00-steps")), "{");
        var book = new BookWriter(course.Book, CourseFolder.At(course.Root).Notebooks);

        book.WriteAll();

        Assert.Contains("00-steps.json cannot be read", Assert.Single(book.Problems));
        Assert.Contains("01-more.html#", course.BookFile(SabotagePage.FileName));
    }

    [Fact]
    [Trait("Lane", "slow")]
    public async Task EverybodyCanReadIt()
    {
        using var course = Small();
        Page(course);
        await using var browser = await Chromium.StartAsync();
        foreach (var (width, scheme) in new[] { (1200, ColorScheme.Light), (390, ColorScheme.Dark) })
        {
            var page = await browser.OpenAsync(Path.Combine(course.Book, SabotagePage.FileName), width, 844, scheme);
            Assert.Empty(page.Errors);
            await page.Page.EvaluateAsync("document.querySelectorAll('details').forEach(part => part.open = true)");
            Assert.Empty(await PageAudit.FindingsAsync(page.Page));
            Assert.Empty(await page.BrokenLinksAsync());
            Assert.True(
                await page.Page.EvaluateAsync<int>("document.documentElement.scrollWidth - window.innerWidth") <= 0);
        }
    }

    private static TemporaryCourse Small()
    {
        var course = new TemporaryCourse().With("00-steps", "var steps = 50;", Claims);
        var path = Sabotage.PathFor(course.NotebookPath("00-steps"));
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, Sabotages);
        return course;
    }

    private static void Note(string notebook, SabotageResult result)
    {
        var path = SabotageReport.PathFor(notebook);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        new SabotageReport(path).Add(result);
    }

    private static string Page(TemporaryCourse course)
    {
        new BookWriter(course.Book, CourseFolder.At(course.Root).Notebooks).WriteAll();
        return course.BookFile(SabotagePage.FileName);
    }
}
