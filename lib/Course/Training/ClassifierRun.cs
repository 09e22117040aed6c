using System.Globalization;
using Diffusion;
using Diffusion.Notebooks;
using TorchSharp;

namespace Course.Training;

/// <summary>Trains the classifier that judges drawn images, and says how it does on images it never saw.</summary>
internal sealed class ClassifierRun(TrainingPlan plan, int passes, string folder, TextWriter output)
{
    private string ModelPath => Path.Combine(folder, "classifier.safetensors");

    /// <summary>Trains to the end, or until it is cancelled: then nothing is saved.</summary>
    /// <returns>Whether it came to the end.</returns>
    public bool Run(CancellationToken cancel)
    {
        if (File.Exists(ModelPath))
            throw new UsageException($"'{ModelPath}' is there already. --output names another folder.");
        Directory.CreateDirectory(folder);
        ProcessMemory.KeepFreedBlocks();
        var (data, unseen) = plan.LoadSplit(new DownloadLine(output), output.WriteLine);
        torch.manual_seed((long)plan.Seed);
        using var scope = torch.NewDisposeScope();
        var photographs = data.Channels == 3;
        using var classifier = new FeatureClassifier(photographs
            ? new(3, data.Width, data.Classes.Count, Width: 48, Dropout: 0.3)
            : new(data.Channels, data.Width, data.Classes.Count));
        var (images, labels) = (unseen.Images(), unseen.Labels());
        output.WriteLine(
            $"{data}; classifier with {classifier.parameters().Sum(weights => weights.numel()):N0} parameters, "
            + $"{torch.get_num_threads()} thread(s)");
        output.WriteLine($"{"pass",8} {"loss",8} {"right on " + unseen.Count + " unseen",24}");
        var (pass, right) = (0, 0.0);
        foreach (var loss in classifier.Train(data, passes, plan.Seed, mirror: photographs))
        {
            right = classifier.Accuracy(images, labels);
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{++pass,8} {loss,8:0.0000} {right,24:P1}"));
            if (cancel.IsCancellationRequested)
            {
                output.WriteLine("Stopped; nothing was saved.");
                return false;
            }
        }
        classifier.Save(ModelPath, torch.ScalarType.Float16, new Dictionary<string, string>
        {
            ["data"] = data.ToString(),
            ["passes"] = passes.ToString(CultureInfo.InvariantCulture),
            ["seed"] = plan.Seed.ToString(CultureInfo.InvariantCulture),
            ["right on unseen"] = right.ToString("0.000", CultureInfo.InvariantCulture),
        });
        output.WriteLine($"Done: {ModelPath}");
        return true;
    }
}
