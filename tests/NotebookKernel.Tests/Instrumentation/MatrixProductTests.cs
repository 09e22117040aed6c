using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace NotebookKernel.Tests;

/// <summary>
/// A product that would end the process is refused before it begins. The library here is a small stand-in.
/// </summary>
[Collection(SessionCollection.Name)]
public sealed class MatrixProductTests
{
    private const string Library =
        """
        namespace TorchSharp;
        public static class torch
        {
            public static int Products;
            public static Tensor tensor(params long[] shape) => new() { shape = shape };
            public static Tensor matmul(Tensor left, Tensor right) { Products++; return left; }
            public class Tensor
            {
                public long[] shape { get; init; }
                public string dtype { get; init; } = "Float32";
                public string device { get; init; } = "cpu";
                public Tensor matmul(Tensor other) => torch.matmul(this, other);
            }
        }
        """;

    [Theory]
    [InlineData("torch.matmul(tensor(2, 3), tensor(4, 5))",
        "matmul cannot multiply [2, 3] by [4, 5]: the last dimension of the first (3) must be the last but one dimension of the second (4).")]
    [InlineData("matmul(tensor(2, 3), tensor(4))",
        "matmul cannot multiply [2, 3] by [4]: the last dimension of the first (3) must be the only dimension of the second (4).")]
    [InlineData("tensor(2, 3).matmul(tensor(4, 5))",
        "matmul cannot multiply [2, 3] by [4, 5]: the last dimension of the first (3) must be the last but one dimension of the second (4).")]
    [InlineData("tensor(7, 2, 3).matmul(tensor(6, 3, 5))",
        "matmul cannot multiply [7, 2, 3] by [6, 3, 5]: the batch dimensions 7 and 6 must be equal, or one of them 1.")]
    [InlineData("tensor(3).matmul(tensor())",
        "matmul multiplies vectors and matrices; a single number is neither: [3] and []. Use *.")]
    [InlineData("tensor(2, 3).matmul(new Tensor { shape = new long[] { 3 }, dtype = \"Int64\" })",
        "matmul needs equal element types; these are Float32 and Int64. Convert one: x.to(y.dtype).")]
    [InlineData("tensor(2, 3).matmul(new Tensor { shape = new long[] { 3 }, device = \"cuda:0\" })",
        "matmul needs equal devices; these are cpu and cuda:0. Move one: x.to(y.device).")]
    [InlineData("new[] { 4, 5 }.Select(n => tensor(2, 3).matmul(tensor(n, 1))).ToList()",
        "matmul cannot multiply [2, 3] by [4, 1]: the last dimension of the first (3) must be the last but one dimension of the second (4).")]
    public async Task AProductThatDoesNotFitIsAnOrdinaryError(string code, string message)
    {
        await using var session = await StartAsync();
        var error = await session.FailAsync(code);
        Assert.Equal(("ArgumentException", message), (error.Name, error.Message));
        Assert.Equal("   at cell 2, line 1", error.Traceback.Last(line => line.StartsWith("   at")));
        Assert.Equal("0", await session.ValueAsync("Products"));
    }

    [Theory]
    [InlineData("matmul(tensor(2, 3), tensor(3, 5))")]
    [InlineData("tensor(3).matmul(tensor(3))")]
    [InlineData("tensor(7, 1, 2, 3).matmul(tensor(6, 3, 5))")]
    [InlineData("matmul(matmul(tensor(2, 3), tensor(3, 3)), tensor(3, 5))")]
    public async Task AProductThatFitsIsMade(string code)
    {
        await using var session = await StartAsync();
        await session.RunAsync(code + ";");
        Assert.NotEqual("0", await session.ValueAsync("Products"));
    }

    [Fact]
    public async Task AMethodOfTheSameNameElsewhereIsLeftAlone()
    {
        await using var session = await StartAsync();
        Assert.Equal("7", await session.ValueAsync(
            "class Mine { public int shape = 1; public int matmul(int n) => n + 1; } new Mine().matmul(6)"));
    }

    private static async Task<TestSession> StartAsync()
    {
        var session = new TestSession();
        var references = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(path => Path.GetFileName(path) is "System.Runtime.dll" or "System.Private.CoreLib.dll")
            .Select(path => MetadataReference.CreateFromFile(path));
        var made = CSharpCompilation.Create(
                "TorchSharp",
                [CSharpSyntaxTree.ParseText(Library, cancellationToken: TestContext.Current.CancellationToken)],
                references,
                new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary))
            .Emit(Path.Combine(session.Folder, "TorchSharp.dll"),
                cancellationToken: TestContext.Current.CancellationToken);
        Assert.True(made.Success, string.Join('\n', made.Diagnostics));
        await session.RunAsync("#r \"TorchSharp.dll\"\nusing TorchSharp; using static TorchSharp.torch;");
        return session;
    }
}
