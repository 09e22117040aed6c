using System.CommandLine;
using System.Globalization;
using Course.Training;
using Diffusion;
using TorchSharp;

namespace Course.Commands;

/// <summary>
/// <c>course evaluate</c>: measures trained models; where the figures in <c>data/README.md</c> come from.
/// </summary>
internal static class EvaluateCommand
{
    /// <summary>
    /// What can be measured: the models of the data sets that have a judge, and those of scenes, which have one of
    /// their own.
    /// </summary>
    private static readonly Dictionary<string, (string Data, Func<TrainedModel> Load)> Shipped = (
        from entry in DatasetCatalogue.All
        where entry.Judge is not null || entry.Key == TrainingPlan.Scenes
        from model in entry.Models
        select (model.Key, Value: (entry.Key, model.Load))).ToDictionary(pair => pair.Key, pair => pair.Value);

    private static readonly string[] Kinds = [.. Judge.Keys, TrainingPlan.Scenes];

    public static Command Create()
    {
        var models = new Argument<string[]>("MODEL")
        {
            Description = $"Models of the course ({string.Join(", ", Shipped.Keys)}) or files that 'course train' "
                + "made, in the order of the table.",
            Arity = ArgumentArity.OneOrMore,
        };
        var data = new Option<string?>("--data")
        {
            Description = $"For files: {string.Join(", ", Kinds)}, the images they learned.",
        };
        data.AcceptOnlyFromAmong(Kinds);
        var threads = new Option<int?>("--threads") { Description = "Processor cores to use.", HelpName = "N" };
        var samples = new Option<int?>("--samples")
        {
            Description = "Compares Fréchet distances instead: so many images of each model and seed, each model "
                + "against the first.", HelpName = "N",
        };
        var seeds = new Option<int>("--seeds")
        {
            Description = "With --samples: how often, with other noise.", HelpName = "N", DefaultValueFactory = _ => 3
        };
        var command = new Command("evaluate",
            "Measures trained models: whether their images are read as asked, and how far they are from real ones.")
        {
            models, data, samples, seeds, threads,
        };
        command.SetAction(typed =>
        {
            if (typed.GetValue(threads) is < 1)
                throw new UsageException($"--threads is at least 1, not {typed.GetValue(threads)}.");
            if (typed.GetValue(samples) is < 65 or > 100_000)
                throw new UsageException(
                    $"--samples is from 65 to 100000, not {typed.GetValue(samples)}: a distance in 64 features needs "
                    + "more images than features.");
            if (typed.GetValue(seeds) is < 1 or > 100)
                throw new UsageException($"--seeds is from 1 to 100, not {typed.GetValue(seeds)}.");
            NativeLibraries.ThrowIfUnavailable();
            if (typed.GetValue(threads) is { } cores) torch.set_num_threads(cores);
            var output = typed.InvocationConfiguration.Output;
            if (typed.GetValue(samples) is { } count)
            {
                Compare(typed.GetValue(models)!, typed.GetValue(data), count, typed.GetValue(seeds), output);
                return;
            }
            var told = typed.GetValue(models)!.ToLookup(name => IsOfScenes(name, typed.GetValue(data)));
            if (told[false].Any()) Evaluate([.. told[false]], typed.GetValue(data), output);
            if (told[true].Any()) EvaluateScenes([.. told[true]], output);
        });
        return command;
    }

    private static void Compare(string[] names, string? kindOfFiles, int samples, int seeds, TextWriter output)
    {
        var kinds = names.Select(name => Shipped.TryGetValue(name, out var shipped)
            ? shipped.Data
            : kindOfFiles ?? throw Unknown(name)).Distinct().ToList();
        if (kinds is not [var kind] || kind == TrainingPlan.Scenes)
            throw new UsageException(
                $"--samples compares models that learned the same images of one of {string.Join(", ", Judge.Keys)}, "
                + $"not of {string.Join(" and ", kinds)}.");
        var (real, unseen) = TrainingPlan.ForData(kind).LoadSplit(new DownloadLine(output), output.WriteLine);
        using var classifier = Judge.Classifier(real)!;
        using var comparison = new DistanceComparison(classifier, real, unseen, samples, seeds, output);
        foreach (var name in names)
        {
            using var model = Shipped.TryGetValue(name, out var shipped) ? shipped.Load() : LoadFile(name);
            CheckShape(name, model, real);
            comparison.Write(Path.GetFileName(name), model);
        }
    }

    private static void CheckShape(string name, TrainedModel model, LabelledImages seen)
    {
        if (!model.PictureShape.SequenceEqual(seen.ImageShape) || model.Network.Classes != seen.Classes.Count)
            throw new UsageException(
                $"'{name}' draws {model.Network.Classes} classes of [{string.Join(", ", model.PictureShape)}], which "
                + $"{seen} is not: another --data?");
    }

    private static void Evaluate(string[] names, string? kindOfFiles, TextWriter output)
    {
        // Several models may have learned the same images, which take longer to read than a model.
        Dictionary<string, (LabelledImages Seen, LabelledImages Unseen)> read = [];
        List<(string Name, string Kind, TrainedModel Model)> students = [];
        var hasHead = false;
        foreach (var name in names)
        {
            var (kind, load) = Shipped.TryGetValue(name, out var shipped)
                ? shipped
                : (kindOfFiles ?? throw Unknown(name), () => LoadFile(name));
            var model = load();
            if (!read.TryGetValue(kind, out var data))
                read[kind] = data = TrainingPlan.ForData(kind).LoadSplit(new DownloadLine(output), output.WriteLine);
            var (seen, unseen) = data;
            CheckShape(name, model, seen);
            if (model.IsOneStep)
            {
                students.Add((name, kind, model));
                continue;
            }
            if (!hasHead) WriteHead(output);
            hasHead = true;
            using var freed = model;
            using var judge = Judge.For(seen)!;
            var quality = judge.Measure(model);
            output.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{Path.GetFileName(name),-28} {model.Network.ParameterCount,10:N0} "
                + $"{model.Story.GetValueOrDefault("steps", "?"),7} {quality.ReadAsAsked,13:0.000} "
                + $"{quality.Distance,9:0.0} {judge.DistanceOfReal(unseen),11:0.0} "
                + $"{Judge.TimeToDraw64(model).TotalSeconds,9:0.00} s"));
        }
        foreach (var kind in students.GroupBy(student => student.Kind))
            EvaluateStudents(kind.Key, [.. kind], read[kind.Key].Seen, output);
    }

    private static void WriteHead(TextWriter output)
    {
        output.WriteLine($"{Judge.Images} images each. Read as asked: guidance 2, 10 steps. Fréchet distance: no "
            + "guidance, 25 steps.");
        output.WriteLine(
            $"{"model",-28} {"parameters",10} {"steps",7} {"read as asked",13} {"distance",9} {"real images",11} "
            + $"{"64 drawn in",11}");
    }

    private static void EvaluateStudents(
        string kind, (string Name, string Kind, TrainedModel Model)[] students, LabelledImages seen, TextWriter output)
    {
        using var evaluation = new OneStepEvaluation(seen, Judge.Classifier(seen)!, output);
        using var teacher = DistillationPlan.Teachers[kind]();
        evaluation.WriteHead(teacher);
        foreach (var (name, _, model) in students)
        {
            using (model) evaluation.Write(Path.GetFileName(name), model);
        }
    }

    private static bool IsOfScenes(string name, string? data) =>
        (Shipped.TryGetValue(name, out var shipped) ? shipped.Data : data) == TrainingPlan.Scenes;

    private static void EvaluateScenes(string[] names, TextWriter output)
    {
        using var evaluation = new SceneEvaluation(output);
        evaluation.WriteHead();
        foreach (var name in names)
        {
            using var model = Shipped.TryGetValue(name, out var shipped) ? shipped.Load()
                : File.Exists(name) ? LoadFile(name) : throw Unknown(name);
            if (model.Network.Vocabulary is null)
                throw new UsageException(
                    $"'{name}' is not told in sentences: --data {TrainingPlan.Scenes} is for models of scenes.");
            var steps = model.Story.GetValueOrDefault("steps", "?");
            evaluation.Write($"{name}: {model.Network.ParameterCount:N0} parameters, {steps} steps", model);
        }
    }

    private static TrainedModel LoadFile(string path)
    {
        try
        {
            return TrainedModel.Load(path);
        }
        catch (Exception e) when (e is IOException or InvalidDataException or UnauthorizedAccessException)
        {
            throw new UsageException($"'{path}' cannot be read as a model: {e.Message}");
        }
    }

    private static UsageException Unknown(string name) => new(File.Exists(name)
        ? $"Say with --data which images '{name}' learned: {string.Join(", ", Kinds)}."
        : $"'{name}' is neither a model of the course ({string.Join(", ", Shipped.Keys)}) nor a file.");
}
