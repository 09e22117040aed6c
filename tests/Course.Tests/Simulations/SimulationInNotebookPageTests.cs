using System.Text.Json.Nodes;
using Course.Notebooks;
using Microsoft.Playwright;

/// <summary>
/// Simulations as outputs of cells in the classic notebook page, which puts HTML on the page by jQuery.
/// </summary>
[Trait("Lane", "slow")]
public sealed class SimulationInNotebookPageTests
{
    [Fact]
    public async Task TwoCellsShowTwoSimulationsThatAnswerToTheKeyboard()
    {
        using var place = await JupyterPlace.CreateAsync("notebook");
        await using var page = await NotebookPage.OpenAsync(place, Write(place,
            "#load \"setup.csx\"\nusing Diffusion.Notebooks;",
            "Simulation.AveragesOf([-1, 1], guess: 1)",
            "Simulation.Samplers([[-1, 0], [1, 0.5]])"), "simulations.ipynb");
        var errors = new WatchedPage(page.Page);
        await page.RunAllAsync();
        await Assertions.Expect(page.Prompt(2)).ToHaveTextAsync("In [3]:");

        var averages = page.Cell(1).Locator(".simulation.sim-live");
        var guess = averages.GetByRole(AriaRole.Slider, new() { Name = "Your guess" });
        await guess.FocusAsync();
        await page.Page.Keyboard.PressAsync("ArrowLeft");
        await Assertions.Expect(guess).ToHaveAttributeAsync("aria-valuetext", "0.95");
        await Assertions.Expect(averages.Locator("output.sim-note"))
            .ToContainTextAsync("You pay 1.90: 0.90 is yours to avoid");

        var samplers = page.Cell(2).Locator(".simulation.sim-live");
        var note = samplers.Locator(".sim-note").First;
        var before = await note.TextContentAsync();
        await samplers.GetByRole(AriaRole.Slider, new() { Name = "Start point of both samplers, drawn at the first" })
            .FocusAsync();
        await page.Page.Keyboard.PressAsync("ArrowUp");
        await Assertions.Expect(note).Not.ToHaveTextAsync(before!);
        Assert.DoesNotContain(errors.Errors, error => error.Contains("sim", StringComparison.OrdinalIgnoreCase));
    }

    private static string Write(JupyterPlace place, params string[] sources)
    {
        var course = CourseFolder.Find(AppContext.BaseDirectory);
        var folder = Directory.CreateDirectory(Path.Combine(place.Notebooks, "notebooks")).FullName;
        Directory.CreateSymbolicLink(
            Path.Combine(place.Notebooks, "artifacts"), Path.Combine(course.Root, "artifacts"));
        File.Copy(Path.Combine(course.NotebooksPath, "setup.csx"), Path.Combine(folder, "setup.csx"));
        var notebook = JsonNode.Parse(File.ReadAllText(course.Notebooks[0].Path))!;
        notebook["cells"] = new JsonArray([.. sources.Select((source, i) => new JsonObject
        {
            ["cell_type"] = "code", ["id"] = $"cell-{i}", ["metadata"] = new JsonObject(), ["execution_count"] = null,
            ["outputs"] = new JsonArray(), ["source"] = source,
        })]);
        File.WriteAllText(Path.Combine(folder, "simulations.ipynb"), notebook.ToJsonString());
        return folder;
    }
}
