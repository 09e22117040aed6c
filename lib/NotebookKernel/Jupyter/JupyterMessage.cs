using System.Text.Json.Nodes;

namespace NotebookKernel.Jupyter;

/// <summary>A message that a front end sent, its signature checked.</summary>
/// <param name="Identities">The routing frames: they lead back to the sender.</param>
/// <param name="Header">The header as it was sent; answers carry it as their parent header.</param>
/// <param name="Type">For example <c>execute_request</c>.</param>
/// <param name="Id">The sender's name for the message.</param>
/// <param name="Metadata">Notes; for an execute_request, JupyterLab and VS Code send those of the cell.</param>
/// <param name="Content">What the message says.</param>
internal sealed record JupyterMessage(
    IReadOnlyList<byte[]> Identities, byte[] Header, string Type, string Id, JsonObject Metadata, JsonObject Content);
