using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using TorchSharp;
using static TorchSharp.torch;

namespace Diffusion.Tests;

/// <summary>
/// Weights go both ways between this library and a U-Net that was written in PyTorch (PyTorch/unet.py), by one table.
/// </summary>
[Trait("Lane", "slow")]
public sealed class PyTorchTests : IDisposable
{
    private const string Python = "/usr/bin/python3";

    private static readonly UNetSizes Sizes = new()
    {
        BaseChannels = 16, Multipliers = [1, 2], AttentionLevels = [1], Classes = 3
    };

    private readonly string folder = Directory.CreateTempSubdirectory("pytorch-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    /// <summary>Our parts and theirs.</summary>
    private static Dictionary<string, string> Names()
    {
        Dictionary<string, string> names = new()
        {
            ["stem"] = "conv_in", ["norm"] = "conv_norm_out", ["exit"] = "conv_out", ["label"] = "class_embedding",
            ["time.first"] = "time_embedding.linear_1", ["time.second"] = "time_embedding.linear_2",
            ["down.1"] = "down_blocks.0.resize", ["up.1"] = "up_blocks.0.resize",
        };
        (string Ours, string Theirs, int Number)[] stages =
        [
            ("down.0", "down_blocks.0", 0), ("down.2", "down_blocks.1", 0), ("middle.0", "mid_block", 0),
            ("middle.1", "mid_block", 1),
            ("up.0", "up_blocks.0", 0), ("up.2", "up_blocks.1", 0),
        ];
        foreach (var (ours, theirs, number) in stages)
        {
            var (block, look) = ($"{theirs}.resnets.{number}", $"{theirs}.attentions.{number}");
            names[$"{ours}.block"] = block;
            names[$"{ours}.block.told"] = $"{block}.time_emb_proj";
            names[$"{ours}.block.shortcut"] = $"{block}.conv_shortcut";
            names[$"{ours}.attention.norm"] = $"{look}.group_norm";
            names[$"{ours}.attention.project"] = $"{look}.to_q + {look}.to_k + {look}.to_v";
            names[$"{ours}.attention.exit"] = $"{look}.to_out";
        }
        return names;
    }

    [Fact]
    public void TheirWeightsGiveTheirAnswerHere()
    {
        using var scope = NewDisposeScope();
        PyTorch("save");
        var network = new UNet(Sizes);
        network.LoadForeign(Path.Combine(folder, "theirs.safetensors"), Names());
        network.eval();
        var asked = Safetensors.Load(Path.Combine(folder, "asked.safetensors")).Tensors;
        using var noGrad = no_grad();
        var answer = network.forward(asked["x"], asked["timesteps"], asked["labels"].to(ScalarType.Int64));

        Assert.InRange(asked["answer"].abs().max().item<float>(), 0.1, 10);
        Assert.InRange((answer - asked["answer"]).abs().max().item<float>(), 0, 1e-5);
    }

    [Fact]
    public void OurWeightsGiveOurAnswerThere()
    {
        SkipWithoutPyTorch();
        using var scope = NewDisposeScope();
        manual_seed(2);
        var network = new UNet(Sizes);
        using var noGrad = no_grad();
        foreach (var weights in network.parameters()) weights.add_(randn_like(weights), 0.1);
        network.eval();
        var (x, timesteps, labels) = (randn(2, 1, 12, 12), tensor(new float[] { 17, 901.25f }),
            tensor(new long[] { 1, 3 }));
        var answer = network.forward(x, timesteps, labels);
        new TrainedModel(network, Prediction.Flow, NoiseSchedule.Flow(), [1, 12, 12], ["a", "b", "c"],
            new Dictionary<string, string>())
            .Save(Path.Combine(folder, "ours.safetensors"));
        Safetensors.Save(Path.Combine(folder, "asked.safetensors"), new Dictionary<string, Tensor>
        {
            ["x"] = x, ["timesteps"] = timesteps, ["labels"] = labels.to(ScalarType.Float32), ["answer"] = answer,
        });
        File.WriteAllText(Path.Combine(folder, "names.json"), JsonSerializer.Serialize(Names()));

        var difference = double.Parse(PyTorch("check"), CultureInfo.InvariantCulture);
        Assert.InRange(answer.abs().max().item<float>(), 0.1, 100);
        Assert.InRange(difference, 0, 1e-5);
    }

    [Fact]
    public void AFileThatDoesNotFitIsNamedAndNothingIsLoaded()
    {
        using var scope = NewDisposeScope();
        var network = new PointMlp(new(Width: 8, Depth: 1));
        var before = network.parameters().Select(weights => weights.detach().clone()).ToList();
        var path = Path.Combine(folder, "theirs.safetensors");
        void Refused(string words, Action<Dictionary<string, Tensor>> change)
        {
            var tensors = new PointMlp(new(Width: 8, Depth: 1)).state_dict()
                .ToDictionary(pair => pair.Key.Replace("entry.", "first.", StringComparison.Ordinal),
                    pair => pair.Value.detach());
            change(tensors);
            Safetensors.Save(path, tensors);
            var error = Assert.Throws<InvalidDataException>(
                () => network.LoadForeign(path, new Dictionary<string, string> { ["entry"] = "first" }));
            Assert.Contains(words, error.Message);
            foreach (var (weights, old) in network.parameters().Zip(before))
                Assert.True(weights.eq(old).all().item<bool>());
        }
        Refused("lacks 'first.bias', which the table of names gives for 'entry.bias'",
            tensors => tensors.Remove("first.bias"));
        Refused("'extra', for which this network has no place", tensors => tensors["extra"] = zeros(1));
        Refused("'exit.weight' are [3, 3], the network needs [2, 8]", tensors => tensors["exit.weight"] = zeros(3, 3));
        Refused("'exit.bias' hold NaN", tensors => tensors["exit.bias"] = tensor(new[] { float.NaN, 0 }));
    }

    private static void SkipWithoutPyTorch()
    {
        const string Advice = "PyTorch answers in this test: apt-get install python3-torch.";
        if (!File.Exists(Python)) MissingTool.Skip($"There is no {Python}. {Advice}");
        using var process = Process.Start(
            new ProcessStartInfo(Python, ["-c", "import torch"]) { RedirectStandardError = true })!;
        process.WaitForExit();
        if (process.ExitCode != 0) MissingTool.Skip($"{Python} has no module torch. {Advice}");
    }

    /// <summary>Waits for it on this thread: scopes of tensors belong to a thread.</summary>
    private string PyTorch(string mode)
    {
        SkipWithoutPyTorch();
        var script = Path.Combine(AppContext.BaseDirectory, "PyTorch", "unet.py");
        using var process = Process.Start(
            new ProcessStartInfo(Python, [script, mode, folder]) { RedirectStandardOutput = true })!;
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, $"{script} {mode} failed; its words are on the error stream.");
        return output;
    }
}
