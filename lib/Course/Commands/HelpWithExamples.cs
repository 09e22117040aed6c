using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace Course.Commands;

/// <summary>A help page that ends with examples.</summary>
internal sealed class HelpWithExamples(HelpAction help) : SynchronousCommandLineAction
{
    private static readonly Dictionary<string, string[]> Of = new()
    {
        ["run"] =
        [
            "course run 00                 the first notebook",
            "course run 1 3 samplers       numbers, or a part of the name",
            "course run --fail-fast        all of them, until one fails",
            "course run 04 --timeout 2h    with more time",
            "course run --in-place         also writes the outputs into notebooks/",
        ],
        ["book"] = ["course book                   pages from the notebooks as they are", "course book --output site"],
        ["convert"] =
        [
            "course convert notes.dib notes.ipynb     what VS Code wrote, for Jupyter",
            "course convert notes.ipynb notes.dib     as plain text, without outputs",
        ],
        ["train"] =
        [
            "course train mnist --minutes 3        a digit model on this machine",
            "course train cifar10 --network dit --steps 20000",
            "course train photos/ --size 32        a folder of images",
            "course train mnist --resume           goes on where it stopped",
            "course train cifar10 --network classifier --passes 24",
            "course train scenes --minutes 30      text to image",
        ],
        ["distill"] =
        [
            "course distill mnist --method consistency --minutes 10",
            "course distill mnist --method dmd --minutes 10 --judge",
            "course distill mnist --method dmd --resume",
        ],
        ["evaluate"] =
        [
            "course evaluate mnist fashion cifar10 cifar10-dit",
            "course evaluate mnist-consistency mnist-dmd    students of one step, beside their teacher",
            "course evaluate artifacts/runs/mnist-unet/model.safetensors --data mnist",
        ],
        ["draw"] =
        [
            "course draw scenes \"a small red seven on the left\" --seed 3 --out seven.png",
            "course draw scenes \"a red boot left of a blue bag\" \"a blue bag left of a red boot\" --count 8",
            "course draw mnist 7 --count 16 --guidance 4",
            "course draw fashion                   one of each class",
            "course draw cifar10 ship --sampler dpm-solver --steps 10",
        ],
        ["kernel"] =
        [
            "course kernel install             notebooks open with this kernel in VS Code and Jupyter",
            "course kernel install --prefix .venv",
            "course kernel list                what is installed, and whether it would start",
        ],
        ["doctor"] = ["course doctor                 what is here, what is missing, what to do"],
        [""] =
        [
            "course                        runs every notebook, then open artifacts/book/index.html",
            "course run 00                 runs one",
            "course doctor                 tells what this computer has",
            "dotnet run --project lib/Course -- run 00    the same from a clone, without installing",
        ],
    };

    /// <summary>Who asks for help has not typed the arguments yet: that they are missing is no mistake.</summary>
    public override bool ClearsParseErrors => true;

    public override int Invoke(ParseResult typed)
    {
        var code = help.Invoke(typed);
        var output = typed.InvocationConfiguration.Output;
        output.WriteLine("Examples:");
        foreach (var example in Of.GetValueOrDefault(typed.CommandResult.Command.Name) ?? Of[""])
            output.WriteLine("  " + example);
        output.WriteLine();
        return code;
    }
}
