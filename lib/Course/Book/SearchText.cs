using Markdig.Syntax;

namespace Course.Book;

/// <summary>The words of a chapter, section by section, for the book's search.</summary>
public sealed class SearchText
{
    private readonly List<Section> _sections = [new("", "", [], [])];

    /// <summary>What a search finds: a section of a chapter.</summary>
    /// <param name="Id">Of its heading in the page; empty for what stands before the first.</param>
    /// <param name="Heading">In plain words.</param>
    /// <param name="Prose">Its paragraphs.</param>
    /// <param name="Code">Its code cells.</param>
    public sealed record Section(string Id, string Heading, List<string> Prose, List<string> Code);

    /// <summary>The sections that hold something.</summary>
    public IEnumerable<Section> Sections => _sections.Where(section => section.Prose.Count + section.Code.Count > 0);

    /// <summary>A heading of level 2 begins a section.</summary>
    public void Begin(string id, string heading) => _sections.Add(new(id, heading, [], []));

    /// <summary>Adds what a block of Markdown says.</summary>
    public void Add(Block block)
    {
        if (block is HeadingBlock { Level: 1 }) return; // the chapter's title, which is searched by itself
        if (block is CodeBlock code) AddCode(code.Lines.ToString());
        else if (block is LeafBlock leaf && MarkdownRenderer.PlainText(leaf.Inline).Trim() is { Length: > 0 } text)
            _sections[^1].Prose.Add(text);
        else if (block is ContainerBlock container) foreach (var part in container) Add(part);
    }

    /// <summary>Adds a code cell.</summary>
    public void AddCode(string code) => _sections[^1].Code.Add(code);
}
