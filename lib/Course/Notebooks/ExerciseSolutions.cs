using System.Text.Json;
using System.Text.Json.Nodes;
using NotebookKernel;

namespace Course.Notebooks;

/// <summary>
/// The solutions of a notebook's exercises: <c>notebooks/solutions/NAME.csx</c> holds one replacement cell for each
/// exercise, under a line <c>// %% ID</c> that names the exercise's cell by its id.
/// </summary>
public sealed class ExerciseSolutions
{
    private ExerciseSolutions(IReadOnlyList<KeyValuePair<string, string>> byId) => ById = byId;

    /// <summary>Cell id and code, in the order of the file.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> ById { get; }

    /// <summary>The solution of the exercise in this cell, or null.</summary>
    public string? For(string id) => ById.FirstOrDefault(solution => solution.Key == id).Value;

    /// <summary>The file with the solutions of a notebook; it need not be there.</summary>
    public static string PathFor(string notebook) => Path.Combine(
        Path.GetDirectoryName(Path.GetFullPath(notebook))!, "solutions",
        Path.GetFileNameWithoutExtension(notebook) + ".csx");

    /// <summary>The solutions of a notebook; none where it has no file of them.</summary>
    public static ExerciseSolutions Of(string notebook)
    {
        var path = PathFor(notebook);
        return File.Exists(path) ? Parse(File.ReadAllText(path), path) : new ExerciseSolutions([]);
    }

    /// <summary>Reads solutions from text.</summary>
    /// <param name="text">The content of a solutions file.</param>
    /// <param name="name">What to call it in messages.</param>
    /// <exception cref="UsageException">Code stands before the first id, or an id comes twice.</exception>
    public static ExerciseSolutions Parse(string text, string name)
    {
        var cells = MarkedCells.Read(text, name);
        if (cells.GroupBy(cell => cell.Mark).FirstOrDefault(group => group.Count() > 1) is { } twice)
            throw new UsageException($"{name} has two solutions for '{twice.Key}'.");
        return new ExerciseSolutions([.. cells.Select(cell => KeyValuePair.Create(cell.Mark, cell.Code))]);
    }

    /// <summary>Where the outputs of the solutions go: a notebook beside the executed copy.</summary>
    public static string OutputsPath(string executedCopy) => Path.Combine(
        Path.GetDirectoryName(Path.GetFullPath(executedCopy))!, "solutions", Path.GetFileName(executedCopy));

    /// <summary>Adds a solution with what it showed to the notebook at <see cref="OutputsPath"/>.</summary>
    public void SaveOutputs(string id, IReadOnlyList<CellOutput> outputs, string executedCopy)
    {
        var path = OutputsPath(executedCopy);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var root = id != ById[0].Key ? JsonNode.Parse(NotebookDocument.Load(path).ToJson())! : JsonNode.Parse("""
            { "cells": [], "metadata": { "language_info": { "name": "C#" } }, "nbformat": 4, "nbformat_minor": 5 }
            """)!;
        root["cells"]!.AsArray().Add(new JsonObject
        {
            ["cell_type"] = "code", ["id"] = id, ["metadata"] = new JsonObject(), ["execution_count"] = null,
            ["source"] = ById.First(solution => solution.Key == id).Value, ["outputs"] = new JsonArray(),
        });
        var document = NotebookDocument.Parse(
            root.ToJsonString(new JsonSerializerOptions { WriteIndented = true }), path);
        document.Cells[^1].Outputs = outputs;
        document.Save(path);
    }
}
