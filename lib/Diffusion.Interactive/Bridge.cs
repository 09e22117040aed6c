using Diffusion.Notebooks;
using Microsoft.DotNet.Interactive;
using Microsoft.DotNet.Interactive.Commands;
using Microsoft.DotNet.Interactive.Formatting;
using TorchSharp;

namespace Diffusion.Interactive;

/// <summary>Joins the library to the .NET Interactive in whose process it runs.</summary>
public static class Bridge
{
    private const string Json = "application/json";

    /// <summary>
    /// The libraries that a cell of another language refers to, as a C# cell does by <c>setup.csx</c>.
    /// </summary>
    private static readonly Type[] Libraries = [typeof(torch), typeof(NoiseLevel), typeof(Figure)];

    /// <summary>
    /// Called in the first cell of a notebook: Stop ends the library's work, <c>#!share</c> and <c>#!set</c> take
    /// tensors, F# cells know the library, and <c>#!diffusion</c> lists the course's own commands.
    /// </summary>
    /// <exception cref="InvalidOperationException">No cell is running.</exception>
    public static void Attach()
    {
        var cell = KernelInvocationContext.Current
            ?? throw new InvalidOperationException("This is called in a cell of .NET Interactive; none is running.");
        var root = cell.HandlingKernel.RootKernel;
        var isJupyter = Environment.GetCommandLineArgs().Contains("jupyter");
        if (isJupyter) JupyterStop.Listen(root);
        Interruption.Host = isJupyter ? () => JupyterStop.Token : TokenOfRunningCell;
        Formatter.Register<torch.Tensor>((tensor, writer) => writer.Write(TensorJson.Write(tensor)), Json);
        // Kept until the first F# cell, so that nobody waits for a compiler that is not used.
        root.FindKernelByName("fsharp")?.DeferCommand(new SubmitCode(
            string.Join('\n', Libraries.Select(type => $"#r @\"{type.Assembly.Location}\"")), "fsharp"));
        if (root.FindKernelByName("csharp") is { } csharp) NestedTypes.Mend(csharp);
        if (root.FindKernelByName("javascript") is { } script) JavaScriptValues.Mend(script);
        CourseDirective.AddTo(root);
    }

    private static CancellationToken TokenOfRunningCell()
    {
        try
        {
            return KernelInvocationContext.Current?.CancellationToken ?? CancellationToken.None;
        }
        catch (ObjectDisposedException)
        {
            // What runs on when its cell has ended well: nothing is left that could be stopped.
            return CancellationToken.None;
        }
    }
}
