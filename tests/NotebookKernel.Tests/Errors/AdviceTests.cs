namespace NotebookKernel.Tests;

/// <summary>The common traps come with a sentence of help.</summary>
[Collection(SessionCollection.Name)]
public sealed class AdviceTests
{
    private const string Theirs = "This is .NET Interactive's own interface, which only .NET Interactive has; "
        + "`display`, `HTML` and the lines of #!lsmagic work in both.";

    [Theory]
    [InlineData("var text = File.ReadAllText(\"x\");", "Add `using System.IO;` at the top of the cell.")]
    [InlineData("Regex pattern = null;", "Add `using System.Text.RegularExpressions;` at the top of the cell.")]
    [InlineData("Sqrt(2)", "Add `using static System.Math;` at the top of the cell.")]
    [InlineData("using System.Xml;\nnew XmlDocument().XPathSelectElement(\"a\")", null)]
    [InlineData("using System.Xml.Linq;\nnew XElement(\"a\").XPathSelectElement(\"a\")",
        "Add `using System.Xml.XPath;` at the top of the cell.")]
    [InlineData("using Nowhere;",
        "The cell that references Nowhere, with #r or #load, has to run first; it mostly is the notebook's first.")]
    [InlineData("using var later = new System.IO.MemoryStream();\nlater.Length",
        "A cell has no end at which `using var` could dispose: write `using (var x = …) { … }`.")]
    [InlineData("using System.IO", null)]
    [InlineData("var root = Kernel.Root;", Theirs)]
    [InlineData("using Microsoft.DotNet.Interactive.Commands;", Theirs)]
    [InlineData("later + 1", "If another cell defines later, run that one first.")]
    public async Task AnUnknownNameComesWithAWayToKnowIt(string code, string? advice)
    {
        await using var session = new TestSession();
        var error = await session.FailAsync(code);
        Assert.Equal(advice is null ? [] : [$"Hint: {advice}"],
            error.Traceback.Where(line => line.StartsWith("Hint:")));
    }

    [Theory]
    [InlineData("throw new InvalidOperationException(\"Tensor invalid -- empty handle.\");",
        "A tensor was used after it was freed")]
    [InlineData(
        "throw new Exception(\"Expected all tensors to be on the same device, but found at least two devices\");",
        "Tensors that meet must be on one device")]
    [InlineData("throw new Exception(\"The size of tensor a (3) must match the size of tensor b (4) at non-singleton dimension 0\");", "The shapes do not fit")]
    [InlineData("throw new Exception(\"expected scalar type Float but found Double\");",
        "Tensors that meet must have one element type")]
    [InlineData(
        "throw new AggregateException(new Exception(\"mat1 and mat2 shapes cannot be multiplied (2x3 and 4x5)\"));",
        "A matrix product needs")]
    [InlineData("string missing = null; missing.Length", "Something on this line is null")]
    [InlineData("System.IO.File.ReadAllText(\"nowhere.txt\")", "A path starts from the notebook's folder")]
    [InlineData(
        "var m = new System.IO.MemoryStream(); m.Dispose(); m.ReadByte()", "An object was used after it was disposed")]
    [InlineData("throw new Exception(\"anything\");", null)]
    public async Task ACommonErrorComesWithAdvice(string code, string? beginning)
    {
        await using var session = new TestSession();
        var hints = (await session.FailAsync(code)).Traceback.Where(line => line.StartsWith("Hint:")).ToList();
        if (beginning is null)
            Assert.Empty(hints);
        else
            Assert.StartsWith($"Hint: {beginning}", Assert.Single(hints));
    }
}
