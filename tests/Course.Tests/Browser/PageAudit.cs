using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;

/// <summary>
/// What stands in the way of people who read a page with a keyboard, a screen reader, a phone or tired eyes.
/// </summary>
public static class PageAudit
{
    private static readonly List<string> Rules = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa",
        "best-practice"];

    /// <summary>
    /// The findings, in words: those of axe-core (WCAG 2.2, levels A and AA, and good practice) and our own.
    /// </summary>
    public static async Task<IReadOnlyList<string>> FindingsAsync(IPage page)
    {
        var result = await page.RunAxe(
            new AxeRunOptions { RunOnly = new RunOnlyOptions { Type = "tag", Values = Rules } });
        var broken = result.Violations.SelectMany(
            rule => rule.Nodes.Select(node => $"{rule.Id}: {rule.Help}: {Shorten(node.Html)}"));
        return [.. broken, .. await page.EvaluateAsync<string[]>(OwnRules)];
    }

    /// <summary>What axe-core does not look for.</summary>
    private const string OwnRules = """
        () => {
          const found = [];
          const ids = new Set();
          for (const element of document.querySelectorAll('[id]')) {
            if (ids.has(element.id)) found.push(`the id ${element.id} is there twice`);
            ids.add(element.id);
          }
          if (document.querySelectorAll('h1').length !== 1) found.push(`${document.querySelectorAll('h1').length} headings of level 1`);
          for (const image of document.querySelectorAll('img'))
            if (image.complete && image.naturalWidth === 0 && image.loading !== 'lazy') found.push(`a picture is not there: ${image.src.slice(0, 80)}`);
          for (const link of document.links) {
            if (link.protocol === 'file:') continue;
            if (link.protocol !== 'https:' || !link.hostname.includes('.') || link.hostname.includes('..')) found.push(`not an https address: ${link.href}`);
          }
          const wide = document.documentElement.scrollWidth - window.innerWidth;
          if (wide > 0) found.push(`${wide} pixels wider than the window`);
          return found;
        }
        """;

    /// <summary>Goes through the page with the tab key; names what has the focus and does not show it.</summary>
    /// <param name="page">The page.</param>
    /// <param name="stops">How many elements to go to at most.</param>
    public static async Task<IReadOnlyList<string>> HiddenFocusAsync(IPage page, int stops = 40)
    {
        var hidden = new List<string>();
        for (var i = 0; i < stops; i++)
        {
            await page.Keyboard.PressAsync("Tab");
            var element = await page.EvaluateAsync<string?>("""
                () => {
                  const element = document.activeElement;
                  if (!element || element === document.body) return null;
                  const style = getComputedStyle(element);
                  const box = element.getBoundingClientRect();
                  const shows = style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0
                    && box.width > 0 && box.height > 0 && box.right > 0 && box.left < innerWidth;
                  return shows ? '' : element.outerHTML.slice(0, 120);
                }
                """);
            if (element is null) break;
            if (element.Length > 0) hidden.Add(element);
        }
        return hidden;
    }

    private static string Shorten(string text) => text.Length <= 160 ? text : text[..160] + " ...";
}
