using System.Globalization;
using Diffusion;
using Diffusion.Notebooks;
using Microsoft.Playwright;

/// <summary>
/// The simulations in a browser: by mouse, finger and keyboard, alone with the page, and for everybody.
/// </summary>
[Trait("Lane", "slow")]
public sealed class SimulationTests(ITestOutputHelper output)
{
    private const string Html = "text/html";

    [Theory]
    [InlineData(1000, ColorScheme.Light)]
    [InlineData(1000, ColorScheme.Dark)]
    [InlineData(390, ColorScheme.Light)]
    public async Task EverybodyCanUseThemWithoutANetwork(int width, ColorScheme scheme)
    {
        var simulations = SimulationPage.Every();
        await using var page = await SimulationPage.OpenAsync(
            string.Concat(simulations.Values.Select(one => one.Bundle[Html])), width, scheme);
        foreach (var kind in simulations.Keys)
            await Assertions.Expect(page.Of(kind).Locator("canvas").First).ToBeVisibleAsync();
        await Assertions.Expect(page.Of("garments")).ToContainTextAsync("different garments");

        Assert.Empty(await PageAudit.FindingsAsync(page.Page));
        Assert.Empty(await PageAudit.HiddenFocusAsync(page.Page, stops: 60));
        Assert.Empty(page.Wrongs);
        // The still has made room.
        Assert.Equal(0, await page.Page.Locator(".sim-still:visible").CountAsync());
        if (Environment.GetEnvironmentVariable("SIMULATION_PICTURES") is { Length: > 0 } folder)
            await page.Page.ScreenshotAsync(
                new() { FullPage = true, Path = Path.Combine(folder, $"simulations-{width}-{scheme}.png") });
    }

    [Fact]
    public async Task TheKeyboardMovesTheStartAndTheDistancesAreTheLibrarys()
    {
        await using var page = await SimulationPage.OpenAsync(
            Simulation.Samplers(SimulationPage.Centres, start: (0.9, 0.5)).Bundle[Html]);
        var simulation = page.Of("samplers");
        var handle = simulation.GetByRole(
            AriaRole.Slider, new() { Name = "Start point of both samplers, drawn at the first" });
        await handle.FocusAsync();
        foreach (var key in new[]
            { "ArrowRight", "ArrowRight", "ArrowUp", "Shift+ArrowRight", "ArrowDown", "ArrowLeft" })
            await page.Page.Keyboard.PressAsync(key);

        // 0.05 for a press, 0.25 with shift.
        await Assertions.Expect(handle).ToHaveAttributeAsync("aria-valuetext", "x 1.20, y 0.50");
        var race = Race();
        double[] start = [0.9 + 0.05 * 2 + 0.25 - 0.05, 0.5];
        foreach (var (note, sampler) in new (int, Sampler)[] { (0, new Ddim()), (1, new DpmSolverMultistep()) })
            await Assertions.Expect(simulation.Locator(".sim-note").Nth(note))
                .ToHaveTextAsync(Said(race, sampler, start, steps: 6));

        // Other samplers, and as many steps as the End key gives.
        await simulation.GetByLabel("First sampler").SelectOptionAsync("heun");
        await simulation.GetByRole(AriaRole.Slider, new() { Name = "steps", Exact = true }).PressAsync("End");
        await Assertions.Expect(simulation.Locator(".sim-note").Nth(0))
            .ToHaveTextAsync(Said(race, new Heun(), start, steps: 50));
        Assert.Empty(page.Wrongs);
    }

    [Fact]
    public async Task TheMouseMovesTheStartAndTheTicksInTime()
    {
        await using var page = await SimulationPage.OpenAsync(
            Simulation.Samplers(SimulationPage.Centres, start: (0, 0)).Bundle[Html]);
        var simulation = page.Of("samplers");
        var handle = simulation.GetByRole(
            AriaRole.Slider, new() { Name = "Start point of both samplers, drawn at the second" });
        // The plane is 4.2 wide.
        var unit = (await simulation.Locator(".sim-stage").Nth(1).BoundingBoxAsync())!.Width / 4.2f;
        await page.DragAsync(handle, 0.5f * unit, -1 * unit);
        await Assertions.Expect(handle).ToHaveAttributeAsync("aria-valuetext", "x 0.50, y 1.00");

        var axis = simulation.Locator(".sim-stage").Last;
        await axis.ScrollIntoViewIfNeededAsync();
        var box = (await axis.BoundingBoxAsync())!;
        var before = await simulation.Locator(".sim-note").First.TextContentAsync();
        var tick = TimestepSpacing.UniformLogSnr(NoiseSchedule.Linear(), 6)[2].T;
        var from = box.X + 10 + (box.Width - 20) * (float)((999 - tick) / 1000);
        await page.Page.Mouse.MoveAsync(from, box.Y + 26);
        await page.Page.Mouse.DownAsync();
        await page.Page.Mouse.MoveAsync(from + 40, box.Y + 26, new() { Steps = 4 });
        await page.Page.Mouse.UpAsync();
        await Assertions.Expect(simulation.GetByLabel("spread")).ToHaveValueAsync("own");
        Assert.NotEqual(before, await simulation.Locator(".sim-note").First.TextContentAsync());
        Assert.Empty(page.Wrongs);
    }

    [Fact]
    public async Task AFingerDragsInEverySimulation()
    {
        await using var page = await SimulationPage.OpenAsync(
            string.Concat(SimulationPage.Every().Values.Select(one => one.Bundle[Html])), 390, touch: true);
        foreach (var (kind, name, dx, dy) in new[]
        {
            ("samplers", "Start point of both samplers, drawn at the first", 60f, 30f),
            ("averages", "Your guess", -60f, 0f),
            ("averages", "Target 2: left and right move it, down makes it more probable", 20f, 20f),
            ("mixing",
                "The mixture: a point on the quarter circle; left and up for more noise, right and down for more picture",
                40f, 60f),
        })
        {
            var handle = page.Of(kind).GetByRole(AriaRole.Slider, new() { Name = name });
            var before = await handle.GetAttributeAsync("aria-valuetext");
            await page.SwipeAsync(handle, dx, dy);
            await Assertions.Expect(handle).Not.ToHaveAttributeAsync("aria-valuetext", before!);
        }
        Assert.Empty(page.Wrongs);
    }

    [Fact]
    public async Task NoiseFallingMovesTheCheapestGuess()
    {
        await using var page = await SimulationPage.OpenAsync(Simulation.AveragesOf([-1, 1], guess: 1).Bundle[Html]);
        var simulation = page.Of("averages");
        var note = simulation.Locator("output.sim-note");
        await Assertions.Expect(note)
            .ToHaveTextAsync("You pay 2.00: 1.00 is yours to avoid, 1.00 nobody can. Cheapest guess: the mean, 0.00.");
        await simulation.GetByRole(AriaRole.Button, new() { Name = "Go to the cheapest guess" }).ClickAsync();
        await Assertions.Expect(note)
            .ToHaveTextAsync("You pay 1.00: 0.00 is yours to avoid, 1.00 nobody can. Cheapest guess: the mean, 0.00.");
        await simulation.GetByRole(AriaRole.Slider, new() { Name = "noise", Exact = true }).PressAsync("End");
        await Assertions.Expect(note).ToContainTextAsync("Cheapest guess: the mean, -1.00");
        await simulation.Locator("select").SelectOptionAsync("1");
        await Assertions.Expect(note).ToContainTextAsync("the median, -1.00");
        Assert.Empty(page.Wrongs);
    }

    [Fact]
    public async Task TheMixturesEnergiesFollowTheirRules()
    {
        await using var page = await SimulationPage.OpenAsync(
            Simulation.Mixing(EmbeddedData.Read("chelsea.png")).Bundle[Html]);
        var simulation = page.Of("mixing");
        var energies = simulation.Locator(".sim-meter span");
        await Assertions.Expect(energies.Nth(1)).ToHaveTextAsync("energy 0.50");
        await simulation.GetByLabel("divide the crossfade by √energy").CheckAsync();
        await Assertions.Expect(energies.Nth(1)).ToHaveTextAsync((await energies.Nth(0).TextContentAsync())!);
        await simulation.GetByRole(AriaRole.Slider, new() { Name = "mixture", Exact = true }).PressAsync("End");
        await Assertions.Expect(simulation.Locator(".sim-note").First).ToHaveTextAsync("1.00 · picture + 0.00 · noise");
        await Assertions.Expect(energies.Nth(0)).ToHaveTextAsync("energy 1.00");
        Assert.Empty(page.Wrongs);
    }

    [Fact]
    public async Task WhatIsKeptOfAGarmentStaysAndTheRestIsFilled()
    {
        await using var page = await SimulationPage.OpenAsync(SimulationPage.Every()["garments"].Bundle[Html]);
        var simulation = page.Of("garments");
        await Assertions.Expect(simulation).ToContainTextAsync("different garments");
        await simulation.GetByLabel("begin with").SelectOptionAsync("1");
        await Assertions.Expect(simulation).ToContainTextAsync("Eight ways to fill it");
        await Assertions.Expect(simulation).ToContainTextAsync("no noise left");
        // Nothing rubbed out: the picture is the one that was to be mended; a press of the rubber opens a part of it.
        await simulation.GetByRole(AriaRole.Button, new() { Name = "Rub out nothing" }).ClickAsync();
        var rubber = simulation.GetByRole(
            AriaRole.Slider, new() { Name = "Rubber: arrow keys move it, space rubs out" });
        await rubber.FocusAsync();
        await page.Page.Keyboard.PressAsync("ArrowLeft");
        await page.Page.Keyboard.PressAsync(" ");
        await Assertions.Expect(rubber).ToHaveAttributeAsync("aria-valuetext", "column 13, row 14");
        await Assertions.Expect(simulation).ToContainTextAsync("no noise left");
        Assert.Empty(page.Wrongs);
    }

    /// <summary>
    /// As JupyterLab (scripts made anew) and the classic page (inserted with their scripts) put outputs on a page.
    /// </summary>
    [Fact]
    public async Task SeveralOnAPageDoNotMeetAndStartWhereverTheyAreInserted()
    {
        var html = Simulation.Samplers(SimulationPage.Centres).Bundle[Html];
        var other = Simulation.AveragesOf([-1, 1]).Bundle[Html];
        await using var page = await SimulationPage.OpenAsync(
            $"<template id=\"t\">{html}</template><template id=\"u\">{other}</template><div id=\"place\"></div>{html}");
        await page.Page.EvaluateAsync("""
            () => {
              for (const id of ['t', 'u', 't']) {
                const output = document.createElement('div');
                output.innerHTML = document.getElementById(id).innerHTML;
                document.getElementById('place').append(output);
                for (const script of output.querySelectorAll('script')) {
                  const fresh = document.createElement('script');
                  fresh.textContent = script.textContent;
                  script.replaceWith(fresh);
                }
              }
            }
            """);
        await Assertions.Expect(page.Page.Locator(".simulation.sim-live")).ToHaveCountAsync(4);
        var first = page.Of("samplers", 0).Locator(".sim-note").First;
        var before = await first.TextContentAsync();
        await page.Of("samplers", 1).GetByRole(AriaRole.Button, new() { Name = "New noise" }).ClickAsync();
        Assert.NotEqual(before, await page.Of("samplers", 1).Locator(".sim-note").First.TextContentAsync());
        Assert.Equal(before, await first.TextContentAsync());
        Assert.Equal(before, await page.Of("samplers", 2).Locator(".sim-note").First.TextContentAsync());
        Assert.Empty(page.Wrongs);
    }

    /// <summary>How long the handlers' own code takes is told, not asserted: it is another on each machine.</summary>
    [Fact]
    public async Task TheHandlersTellTheirTime()
    {
        await using var page = await SimulationPage.OpenAsync(
            string.Concat(SimulationPage.Every().Values.Select(one => one.Bundle[Html])));
        foreach (var kind in new[] { "samplers", "averages", "mixing" })
        {
            var handle = page.Of(kind).Locator(".sim-handle").First;
            await SimulationPage.MiddleAsync(handle);
            _ = await SimulationPage.MoveTimesAsync(handle);
            var times = await SimulationPage.MoveTimesAsync(handle);
            Assert.Equal(60, times.Length);
            output.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{kind}: median {times.Order().ElementAt(30):0.0} ms, a quarter below {times.Order().ElementAt(15):0.0} ms, the shortest {times.Min():0.0} ms"));
        }
    }

    private static SamplerRace Race() => new(
        new GaussianMixtureDenoiser([.. SimulationPage.Centres.Select(_ => 1.0)], SimulationPage.Centres,
            [.. SimulationPage.Centres.Select(_ => 0.12)]), NoiseSchedule.Linear());

    private static string Said(SamplerRace race, Sampler sampler, double[] start, int steps)
    {
        var (end, calls) = race.States(sampler, start, TimestepSpacing.UniformLogSnr(race.Schedule, steps)).Last();
        return string.Create(CultureInfo.InvariantCulture,
            $"{calls} calls · {SamplerRace.Distance(end, race.Curve(start)[^1]):0.000} from the true end");
    }
}
