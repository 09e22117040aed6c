using Course.Book;
using Course.Notebooks;
using Microsoft.Playwright;

/// <summary>
/// Formulas as a reader sees them: the boxes of the letters in a real browser. A subscript that stands on the line, as
/// in "xt - 1", is what a missing style sheet or font makes of it.
/// </summary>
[Trait("Lane", "slow")]
public sealed class FormulaTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("formulas-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("02-timestep-schedules", 15)]
    [InlineData("08-samplers-compared", 20)]
    [InlineData("10-guidance", 10)]
    [InlineData("13-min-diffusion", 50)]
    public async Task SubscriptsLieLowerAndAreSmallerThanTheirBase(string name, int least)
    {
        var notebook = CourseNotebooks.Folder.Notebooks.Single(notebook => notebook.Name == name);
        var book = new BookWriter(_folder, [notebook]);
        book.WriteAll();
        Assert.Empty(book.Problems);
        await using var browser = await Chromium.StartAsync();
        foreach (var (width, scheme, media) in new[]
        {
            (1200, ColorScheme.Light, Media.Screen), (1200, ColorScheme.Dark, Media.Screen),
            (1200, ColorScheme.Light, Media.Print), (390, ColorScheme.Light, Media.Screen),
        })
        {
            var page = await browser.OpenAsync(book.PagePath(notebook), width, 844, scheme);
            await page.Page.EmulateMediaAsync(new() { Media = media });
            var where = $"{name}, {width} pixels wide, {scheme}, {media}";
            var scripts = await page.Page.EvaluateAsync<Script[]>(Measure);
            Assert.True(scripts.Length >= least, $"{where}: {scripts.Length} scripts");
            foreach (var script in scripts)
            {
                // Both in parts of the height of the base's letters; TeX lowers a subscript by 0.15 and draws it at
                // 0.7.
                Assert.True(script.IsLow ? script.Lower is > 0.1 and < 1 : script.Lower is < -0.2 and > -1.5,
                    $"{where}: the script {script.Letters} of {script.Base} is {script.Lower:f2} lower");
                Assert.True(script.Size is > 0.4 and < 0.8,
                    $"{where}: the script {script.Letters} of {script.Base} has the size {script.Size:f2}");
                Assert.True(script.After > -0.35,
                    $"{where}: the script {script.Letters} begins {script.After:f2} after the end of {script.Base}");
            }
            var away = await page.Page.EvaluateAsync<string[]>(FontsAway);
            Assert.True(away.Length == 0,
                $"{where}: letters that are not drawn in KaTeX's fonts: {string.Join(", ", away)}");
            Assert.Empty(page.Errors);
        }
    }

    /// <summary>Properties have setters for Playwright.</summary>
    private sealed class Script
    {
        public string Base { get; set; } = "";

        public string Letters { get; set; } = "";

        public bool IsLow { get; set; }

        public double Lower { get; set; }

        public double Size { get; set; }

        public double After { get; set; }
    }

    // A box of no size after the first letter of a part stands on that letter's baseline.
    private const string Measure = """
        async () => {
          await document.fonts.ready;
          const firstLetter = (part) => {
            const letters = document.createTreeWalker(part, NodeFilter.SHOW_TEXT);
            for (let text; (text = letters.nextNode());) if (text.textContent.replace(/[\s\u200b]/g, '')) return text;
            return null;
          };
          const measure = (text) => {
            const range = document.createRange();
            range.selectNodeContents(text);
            const box = range.getBoundingClientRect();
            const probe = document.createElement('span');
            probe.style.cssText = 'display: inline-block; width: 0; height: 0';
            text.parentNode.insertBefore(probe, text.nextSibling);
            const line = probe.getBoundingClientRect().bottom;
            probe.remove();
            return { line, left: box.left, right: box.right, size: parseFloat(getComputedStyle(text.parentNode).fontSize), box: box.height };
          };
          const found = [];
          for (const scripts of document.querySelectorAll('.katex-html .msupsub')) {
            if (!scripts.getClientRects().length) continue; // in a solution that is folded away
            const base = scripts.previousElementSibling && firstLetter(scripts.previousElementSibling);
            if (!base) continue;
            const below = scripts.querySelector(':scope > .vlist-t').classList.contains('vlist-t2');
            const rows = [...scripts.querySelector('.vlist').children].filter(firstLetter);
            rows.forEach((row, at) => {
              const script = firstLetter(row);
              const [b, s] = [measure(base), measure(script)];
              found.push({
                Base: base.textContent, Letters: row.textContent.replace(/\u200b/g, ''), IsLow: below && at === 0,
                Lower: (s.line - b.line) / b.size, Size: s.size / b.size, After: (s.left - b.right) / b.size,
              });
            });
          }
          return found;
        }
        """;

    private const string FontsAway = """
        () => {
          const fonts = new Set([...document.querySelectorAll('.katex-html *')].map((part) => getComputedStyle(part).fontFamily.split(',')[0].replaceAll('"', '')));
          return [...fonts].filter((font) => !font.startsWith('KaTeX_') || !document.fonts.check(`16px ${font}`)
            || [...document.fonts].every((face) => face.family.replaceAll('"', '') !== font || face.status !== 'loaded'));
        }
        """;
}
