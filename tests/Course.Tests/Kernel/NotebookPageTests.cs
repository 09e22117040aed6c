using System.Text.Json.Nodes;
using Course.Notebooks;
using Microsoft.Playwright;

/// <summary>A course notebook in a notebook page, with a browser, as a learner has it.</summary>
[Trait("Lane", "slow")]
public sealed class NotebookPageTests
{
    private const int Loop = 1;

    [Fact]
    public async Task ALoopIsInterruptedAndTheNotebookRunsOnToItsPictures()
    {
        using var place = await JupyterPlace.CreateAsync("notebook");
        var folder = CopyCourse(place);
        await using var page = await NotebookPage.OpenAsync(place, folder, "course.ipynb");

        await page.RunAllAsync();
        await Assertions.Expect(page.Prompt(0)).ToHaveTextAsync("In [1]:");
        await Assertions.Expect(page.Cell(Loop).Locator(".output_stdout")).ToContainTextAsync("in the loop");
        await Assertions.Expect(page.Prompt(Loop)).ToHaveTextAsync("In [*]:");

        await page.InterruptAsync();
        await Assertions.Expect(page.Cell(Loop).Locator(".output_error")).ToContainTextAsync("KeyboardInterrupt");
        await Assertions.Expect(page.Prompt(Loop)).ToHaveTextAsync("In [2]:");
        await Assertions.Expect(page.Prompt(Loop + 1)).ToHaveTextAsync("In [ ]:");

        await page.RunAllBelowAsync(Loop + 1);
        var picture = page.Cell(Loop + 2).Locator(".output_area img").First;
        await Assertions.Expect(picture).ToBeVisibleAsync();
        Assert.True(await picture.EvaluateAsync<int>("image => image.decode().then(() => image.naturalWidth)") > 16);
        await Assertions.Expect(page.Prompt(Loop + 1)).ToHaveTextAsync("In [3]:");
        Assert.Equal(0, await page.Cell(Loop + 2).Locator(".output_error").CountAsync());
        if (Environment.GetEnvironmentVariable("NOTEBOOK_PAGE_PICTURE") is { } path)
            await page.Page.ScreenshotAsync(new() { Path = path, FullPage = true });
    }

    /// <summary>
    /// The first code cells of the course, with an endless loop after the one that loads the library.
    /// </summary>
    private static string CopyCourse(JupyterPlace place)
    {
        var course = CourseFolder.Find(AppContext.BaseDirectory);
        var folder = Directory.CreateDirectory(Path.Combine(place.Notebooks, "notebooks")).FullName;
        Directory.CreateSymbolicLink(
            Path.Combine(place.Notebooks, "artifacts"), Path.Combine(course.Root, "artifacts"));
        File.Copy(Path.Combine(course.NotebooksPath, "setup.csx"), Path.Combine(folder, "setup.csx"));
        var notebook = JsonNode.Parse(File.ReadAllText(course.Notebooks[0].Path))!;
        var cells = notebook["cells"]!.AsArray().Where(cell => (string?)cell!["cell_type"] == "code").Take(3)
            .Select(cell => cell!.DeepClone()).ToList();
        var loop = cells[0].DeepClone();
        loop["id"] = "loop";
        loop["source"] = "Console.WriteLine(\"in the loop\");\nwhile (true) { }";
        cells.Insert(Loop, loop);
        foreach (var cell in cells)
        {
            cell["outputs"] = new JsonArray();
            cell["execution_count"] = null;
        }
        notebook["cells"] = new JsonArray([.. cells]);
        File.WriteAllText(Path.Combine(folder, "course.ipynb"), notebook.ToJsonString());
        return folder;
    }
}
