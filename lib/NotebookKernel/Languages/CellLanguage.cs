namespace NotebookKernel;

/// <summary>What a cell, or a part of one, is written in.</summary>
internal enum CellLanguage
{
    /// <summary>C#, compiled here.</summary>
    CSharp,

    /// <summary>F#, through its own interactive session.</summary>
    FSharp,

    /// <summary>HTML to show.</summary>
    Html,

    /// <summary>Markdown to show.</summary>
    Markdown,

    /// <summary>A script for the page that shows the notebook.</summary>
    JavaScript,

    /// <summary>A diagram, drawn by the page that shows the notebook.</summary>
    Mermaid,

    /// <summary>Text that gets a name.</summary>
    Value,
}
