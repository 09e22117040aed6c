using Files;
using NotebookKernel;

namespace Course.Notebooks;

/// <summary>Finds notebooks by what a person types: a number, a name, a part of a name, or a path.</summary>
public static class NotebookSelection
{
    /// <summary>
    /// The chosen notebooks in the order of the course, each once; all of them where nothing was typed.
    /// </summary>
    /// <exception cref="UsageException">A word names no notebook, or more than one.</exception>
    public static IReadOnlyList<NotebookFile> Choose(IReadOnlyList<NotebookFile> all, IReadOnlyCollection<string> words)
    {
        if (words.Count == 0) return all;
        var chosen = words.Select(word => One(all, word)).ToHashSet();
        return [.. all.Where(chosen.Contains), .. chosen.Except(all)];
    }

    private static NotebookFile One(IReadOnlyList<NotebookFile> all, string word)
    {
        if (NotebookFormats.IsNotebook(word) && File.Exists(word))
        {
            var full = Path.GetFullPath(word);
            return all.FirstOrDefault(notebook => notebook.Path == full) ?? new NotebookFile(full);
        }
        var name = Path.GetFileName(word);
        if (name.EndsWith(".ipynb", StringComparison.OrdinalIgnoreCase)) name = name[..^".ipynb".Length];
        var exact = all.Where(notebook => Same(notebook.Name, name) || SameNumber(notebook, name)).ToList();
        if (exact.Count == 1) return exact[0];
        var partial = all.Where(notebook => notebook.Name.Contains(name, StringComparison.OrdinalIgnoreCase)).ToList();
        if (name.Length > 0 && !name.All(char.IsAsciiDigit) && partial.Count == 1) return partial[0];
        if (name.Length > 0 && partial.Count > 1)
            throw new UsageException(
                $"'{word}' could be any of: {List(partial)}. Type more of the name, or its number.");
        throw new UsageException($"No notebook is named '{word}'. " + Suggest(all, name));
    }

    private static bool SameNumber(NotebookFile notebook, string word) =>
        notebook.Number is { } number && int.TryParse(word, out var typed) && typed == int.Parse(number);

    private static bool Same(string left, string right) => left.Equals(right, StringComparison.OrdinalIgnoreCase);

    private static string Suggest(IReadOnlyList<NotebookFile> all, string word)
    {
        if (all.Count == 0) return "The folder notebooks/ is empty.";
        var near = all
            .Select(notebook => (Notebook: notebook, Distance: Distance(notebook, word)))
            .Where(candidate => candidate.Distance <= Math.Min(Math.Max(2, word.Length / 3), word.Length - 1))
            .OrderBy(candidate => candidate.Distance).Select(candidate => candidate.Notebook).Take(3).ToList();
        return near.Count > 0 ? $"Did you mean {List(near)}?" : $"There are: {List(all)}.";
    }

    private static string List(IEnumerable<NotebookFile> notebooks) =>
        string.Join(", ", notebooks.Select(notebook => notebook.Name));

    /// <summary>How far the word is from the notebook's name, or from the nearest single word in it.</summary>
    private static int Distance(NotebookFile notebook, string word)
    {
        var parts = notebook.Name.Split('-').Append(notebook.Name).Append(notebook.PlainName.Replace(' ', '-'));
        return parts.Where(part => part.Length > 1).Min(part => EditDistance.Between(part, word));
    }
}
