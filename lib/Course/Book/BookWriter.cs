using System.Text.Json;
using System.Text.Json.Nodes;
using Course.Notebooks;
using Files;
using NotebookKernel;

namespace Course.Book;

/// <summary>
/// Writes the book: <c>index.html</c>, a page for each notebook, one for the sabotages, <c>assets/</c>,
/// <c>pictures/</c>, and the executed copies under <c>notebooks/</c>. Every file is whole at any time: it is written
/// beside its place and then renamed.
/// </summary>
public sealed class BookWriter
{
    private static readonly JsonSerializerOptions Json = new() { WriteIndented = true };

    private readonly string _folder;
    private readonly IReadOnlyList<NotebookFile> _notebooks;
    private readonly Repository? _repository;
    private readonly Dictionary<string, ChapterState> _states = [];
    private readonly Dictionary<string, SearchText> _words = [];
    private readonly Dictionary<string, Chapter> _chapters = [];
    private readonly Dictionary<string, Picture> _pictures = [];
    private readonly SortedDictionary<string, string[]> _problems = new(StringComparer.Ordinal);

    /// <summary>
    /// A book in <paramref name="folder"/>; what an earlier run left there stays until it is replaced.
    /// </summary>
    /// <param name="folder">Made where it is missing.</param>
    /// <param name="notebooks">Its chapters, in order.</param>
    /// <param name="repository">Where the course lives on GitHub; null: no page leads there.</param>
    public BookWriter(string folder, IReadOnlyList<NotebookFile> notebooks, Repository? repository = null)
    {
        _repository = repository;
        _folder = Path.GetFullPath(folder);
        _notebooks = notebooks;
        Directory.CreateDirectory(Path.Combine(_folder, "notebooks"));
        foreach (var (name, state) in ReadStates()) _states[name] = state;
    }

    /// <summary>The first page to open.</summary>
    public string IndexPath => Path.Combine(_folder, "index.html");

    /// <summary>What could not be shown in the pages written so far.</summary>
    public IReadOnlyList<string> Problems => [.. _problems.Values.SelectMany(problems => problems)];

    /// <summary>Where the executed copy of a notebook goes.</summary>
    public string ExecutedPath(NotebookFile notebook) => Path.Combine(_folder, "notebooks", notebook.Name + ".ipynb");

    /// <summary>Where the page of a notebook goes.</summary>
    public string PagePath(NotebookFile notebook) => Path.Combine(_folder, notebook.Name + ".html");

    /// <summary>Writes the assets and an index in which the chosen notebooks wait.</summary>
    public void Begin(IReadOnlyList<NotebookFile> chosen)
    {
        BookAssets.WriteTo(Path.Combine(_folder, "assets"));
        var waiting = chosen.ToHashSet();
        foreach (var notebook in waiting) _states[notebook.Name] = new ChapterState(ChapterStatus.Waiting);
        foreach (var notebook in _notebooks.Except(waiting)) WritePage(notebook);
        WriteIndex();
        WriteSearch();
    }

    /// <summary>
    /// Says that a notebook is running, or how its run ended. Its page shows what it has shown so far: a reader sees
    /// the first picture long before the last.
    /// </summary>
    public void Report(NotebookFile notebook, ChapterState state)
    {
        _states[notebook.Name] = state;
        if (state.Status != ChapterStatus.Running || File.Exists(ExecutedPath(notebook))) WritePage(notebook);
        WriteIndex();
        if (state.Status != ChapterStatus.Running) WriteSearch();
    }

    /// <summary>Ends the book: what still waits did not run, and is shown as it comes with the course.</summary>
    public void Complete()
    {
        foreach (var notebook in _notebooks.Where(
            notebook => State(notebook).Status is ChapterStatus.Waiting or ChapterStatus.Running))
        {
            _states[notebook.Name] = new ChapterState(ChapterStatus.NotRun);
            WritePage(notebook);
        }
        WriteKernels();
        WriteSabotages();
        WriteIndex();
        WriteSearch();
        WholeFile.Write(StatePath, JsonSerializer.Serialize(_states, Json));
    }

    /// <summary>Writes every page from the newest copy there is, without running anything.</summary>
    public void WriteAll()
    {
        BookAssets.WriteTo(Path.Combine(_folder, "assets"));
        foreach (var notebook in _notebooks) WritePage(notebook);
        Complete();
    }

    /// <summary>Where the notebooks ran: what this book's own runs noted, else what comes with the course.</summary>
    private void WriteKernels()
    {
        foreach (var notebook in _notebooks)
        {
            if (State(notebook) is { Status: ChapterStatus.Passed or ChapterStatus.Failed } state)
            {
                var cells = Newest(notebook).Cells.Where(cell => cell.Kind == CellKind.Code);
                KernelRun.Of(notebook.Name, KernelsPage.Own, [.. cells], state.Seconds).AddTo(_folder);
            }
        }
        var runs = _notebooks.Select(notebook => Path.GetDirectoryName(notebook.Path)!).Distinct()
            .Prepend(_folder).SelectMany(KernelRun.Read).ToList();
        if (runs.All(run => run.Way == KernelsPage.Own)) return;
        var rows = _notebooks.Select(notebook => (notebook.Name, $"{notebook.Number} {ChapterOf(notebook).Title}"));
        WholeFile.Write(Path.Combine(_folder, KernelsPage.FileName), KernelsPage.Render([.. rows], runs));
    }

    /// <summary>How each claim fails: what this book's own runs noted, else what comes with the course.</summary>
    private void WriteSabotages()
    {
        var chapters = new List<SabotagePage.Chapter>();
        foreach (var notebook in _notebooks)
        {
            try
            {
                var known = new[]
                {
                    ExecutedPath(notebook), notebook.Path
                }.SelectMany(path => SabotageReport.Read(SabotageReport.PathFor(path)));
                chapters.Add(
                    SabotagePage.Read(notebook, $"{notebook.Number} {ChapterOf(notebook).Title}".Trim(), [.. known]));
            }
            catch (UsageException problem)
            {
                // One file that does not fit must not take the page, or the end of a run, from its readers.
                _problems[notebook.Name] = [.. _problems.GetValueOrDefault(notebook.Name) ?? [], problem.Message];
            }
            catch (NotebookFormatException)
            {
                // The notebook's own page says so.
            }
        }
        chapters.RemoveAll(chapter => chapter.Claims.Count == 0);
        if (chapters.Count > 0)
            WholeFile.Write(Path.Combine(_folder, SabotagePage.FileName), SabotagePage.Render(chapters));
    }

    private string StatePath => Path.Combine(_folder, "book.json");

    private void WritePage(NotebookFile file)
    {
        var state = State(file);
        var document = Newest(file);
        _chapters[file.Name] = Chapter.Of(document, file.PlainName);
        var at = _notebooks.ToList().FindIndex(notebook => notebook.Name == file.Name);
        var page = NotebookPage.Render(
            file, document, state, ExerciseSolutions.Of(file.Path), Neighbour(at - 1), Neighbour(at + 1), _repository);
        _words[file.Name] = page.Words;
        // What the page offers to download is what it shows.
        if (state.Status == ChapterStatus.NotRun) WholeFile.Write(ExecutedPath(file), File.ReadAllBytes(file.Path));
        if (page.Problems.Count > 0)
            _problems[file.Name] = [.. page.Problems.Select(problem => $"{file.Name}: {problem}")];
        WholeFile.Write(PagePath(file), page.Html);
    }

    private NotebookPage.Neighbour? Neighbour(int at) =>
        at < 0 || at >= _notebooks.Count ? null : new(_notebooks[at], ChapterOf(_notebooks[at]).Title);

    private Chapter ChapterOf(NotebookFile notebook)
    {
        if (!_chapters.TryGetValue(notebook.Name, out var chapter))
            _chapters[notebook.Name] = chapter = Chapter.Of(Newest(notebook), notebook.PlainName);
        return chapter;
    }

    private void WriteIndex()
    {
        var entries = _notebooks.Select(notebook =>
        {
            var chapter = ChapterOf(notebook);
            return new IndexEntry(
                notebook, chapter, State(notebook), WritePicture(notebook, chapter), File.Exists(PagePath(notebook)));
        });
        WholeFile.Write(IndexPath, IndexPage.Render(
            [.. entries],
            hasReference: File.Exists(Path.Combine(_folder, "api", "index.html")),
            hasKernels: File.Exists(Path.Combine(_folder, KernelsPage.FileName)),
            hasSabotages: File.Exists(Path.Combine(_folder, SabotagePage.FileName))));
    }

    private void WriteSearch() => WholeFile.Write(Path.Combine(_folder, SearchIndex.Path), SearchIndex.Write(
        from notebook in _notebooks
        where _words.ContainsKey(notebook.Name)
        select (notebook, ChapterOf(notebook).Title, _words[notebook.Name])));

    private string? WritePicture(NotebookFile notebook, Chapter chapter)
    {
        if (chapter.Picture is not { } picture) return null;
        var relative = $"pictures/{notebook.Name}.{picture.Extension}";
        if (_pictures.GetValueOrDefault(relative) != picture)
        {
            WholeFile.Write(Path.Combine(_folder, relative), Convert.FromBase64String(picture.Base64));
            _pictures[relative] = picture;
        }
        return relative;
    }

    private ChapterState State(NotebookFile notebook) =>
        _states.GetValueOrDefault(notebook.Name) ?? new ChapterState(ChapterStatus.NotRun);

    /// <summary>The executed copy where a run left one, else the notebook as it comes with the course.</summary>
    private NotebookDocument Newest(NotebookFile notebook)
    {
        var executed = ExecutedPath(notebook);
        var ran = State(notebook).Status is ChapterStatus.Passed or ChapterStatus.Failed or ChapterStatus.Running;
        try
        {
            return NotebookFormats.Load(ran && File.Exists(executed) ? executed : notebook.Path);
        }
        catch (NotebookFormatException unreadable)
        {
            // One broken file must not take the book from its readers: its page says what is wrong.
            if (State(notebook).Status == ChapterStatus.NotRun) _problems[notebook.Name] = [unreadable.Message];
            return Unreadable(unreadable.Message);
        }
    }

    private static NotebookDocument Unreadable(string message) => NotebookDocument.Parse(new JsonObject
    {
        ["cells"] = new JsonArray(new JsonObject
        {
            ["cell_type"] = "markdown", ["id"] = "unreadable", ["metadata"] = new JsonObject(),
            ["source"] = $"This notebook cannot be read.\n\n```\n{message}\n```",
        }),
        ["metadata"] = new JsonObject(), ["nbformat"] = 4, ["nbformat_minor"] = 5,
    }.ToJsonString());

    private Dictionary<string, ChapterState> ReadStates() => File.Exists(StatePath)
        ? JsonSerializer.Deserialize<Dictionary<string, ChapterState>>(File.ReadAllText(StatePath)) ?? []
        : [];
}
