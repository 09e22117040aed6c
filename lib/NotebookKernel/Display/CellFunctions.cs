using Microsoft.AspNetCore.Html;
using Microsoft.DotNet.Interactive.Formatting;

namespace NotebookKernel;

/// <summary>The names that a cell can use bare, as in .NET Interactive.</summary>
#pragma warning disable IDE1006 // `display` and the others are the names that notebooks use.
public static class CellFunctions
{
    /// <summary>Shows a value below the cell.</summary>
    /// <param name="value">Any value.</param>
    /// <param name="mimeTypes">The types to show it in; by default those its type prefers.</param>
    /// <returns>The display, which can be updated.</returns>
    /// <exception cref="InvalidOperationException">No cell is running.</exception>
    public static DisplayedValue display(object? value, params string[] mimeTypes) =>
        CellContext.Require("display").Display(value, mimeTypes);

    /// <summary>Asks the person at the notebook for a line of text.</summary>
    /// <param name="prompt">What to ask.</param>
    /// <returns>What was typed.</returns>
    /// <exception cref="InvalidOperationException">No cell is running, or nobody is there to answer.</exception>
    public static string input(string prompt = "") => CellContext.Require("input").Ask(prompt, isSecret: false);

    /// <summary>Asks the person at the notebook for a line of text that is not shown.</summary>
    /// <param name="prompt">What to ask.</param>
    /// <returns>What was typed.</returns>
    /// <exception cref="InvalidOperationException">No cell is running, or nobody is there to answer.</exception>
    public static string password(string prompt = "") => CellContext.Require("password").Ask(prompt, isSecret: true);

    /// <summary>Removes what the cell has shown so far.</summary>
    /// <param name="wait">Only when the next output comes, so that the page does not flicker.</param>
    /// <exception cref="InvalidOperationException">No cell is running.</exception>
    public static void clear_output(bool wait = false) => CellContext.Require("clear_output").Outputs.Clear(wait);

    /// <summary>
    /// Marks text as HTML; as the last expression of a cell, or through <see cref="display"/>, it is shown as such.
    /// </summary>
    /// <param name="content">HTML.</param>
    public static IHtmlContent HTML(string content) => content.ToHtmlContent();

    /// <summary>Has a live front end run a script.</summary>
    /// <param name="scriptContent">JavaScript, without a script element.</param>
    public static void Javascript(string scriptContent) =>
        display(HTML($"<script type=\"text/javascript\">{scriptContent}</script>"));

    /// <summary>Adds a style sheet to the page.</summary>
    /// <param name="content">CSS, without a style element.</param>
    public static void CSS(string content) => display(HTML($"<style>{content}</style>"));
}
