using System.CommandLine;
using Course.Training;
using Diffusion;
using TorchSharp;

namespace Course.Commands;

/// <summary>
/// <c>course train</c>: a long run with the notebooks' own trainer; what makes the checkpoints in <c>data/</c>.
/// </summary>
internal static class TrainCommand
{
    public static Command Create()
    {
        var data = new Argument<string>("DATA")
        {
            Description = $"{string.Join(", ", DatasetCatalogue.All.Select(entry => entry.Key))}, "
                + "or a folder or zip file of images (a class for each folder in it).",
        };
        var network = new Option<string>("--network")
        {
            Description = "unet or dit; bag: reads the words of scenes without their order; classifier: what judges "
                + "drawn images; vae: what makes latents of images.", DefaultValueFactory = _ => "unet"
        };
        network.AcceptOnlyFromAmong("unet", "dit", "bag", "classifier", "vae");
        var steps = new Option<int?>("--steps")
        {
            Description = "How many steps in all (6000 unless --minutes is given).", HelpName = "N"
        };
        var minutes = new Option<double?>("--minutes")
        {
            Description = "For how long in all; the learning rate falls with the time.", HelpName = "M"
        };
        minutes.CustomParser = typed => NumberText.Parse(typed);
        var batch = new Option<int>("--batch")
        {
            Description = "Images a step.", HelpName = "N", DefaultValueFactory = _ => 32
        };
        var rate = new Option<double>("--rate")
        {
            Description = "The learning rate at its largest.", HelpName = "R", DefaultValueFactory = _ => 2e-3
        };
        rate.CustomParser = NumberText.Parse;
        var seed = new Option<ulong>("--seed")
        {
            Description = "The same seed gives the same weights on the same processor.", HelpName = "N",
            DefaultValueFactory = _ => 1
        };
        var every = new Option<int>("--every")
        {
            Description = "Steps between checkpoints.", HelpName = "N", DefaultValueFactory = _ => 500
        };
        var passes = new Option<int>("--passes")
        {
            Description = "How often a classifier sees each image.", HelpName = "N", DefaultValueFactory = _ => 8
        };
        var size = new Option<int>("--size")
        {
            Description = "Width and height that the images of a folder get.", HelpName = "PIXELS",
            DefaultValueFactory = _ => 32
        };
        var resume = new Option<bool>("--resume") { Description = "Goes on with the run in the output folder." };
        var float32 = new Option<bool>("--float32")
        {
            Description = "Does not use bfloat16, even where this machine is faster with it."
        };
        var judge = new Option<bool>("--judge")
        {
            Description = $"Measures drawn images at each checkpoint ({string.Join(", ", Judge.Keys)})."
        };
        var latent = new Option<string?>("--latent")
        {
            Description = "Learns the latents of a VAE: the course's own, for fashion, or one that --network vae made.",
            HelpName = "FILE", Arity = ArgumentArity.ZeroOrOne,
        };
        var threads = new Option<int?>("--threads") { Description = "Processor cores to use.", HelpName = "N" };
        var device = new Option<string>("--device")
        {
            Description = "best, cpu or cuda.", DefaultValueFactory = _ => "best"
        };
        device.AcceptOnlyFromAmong("best", "cpu", "cuda");
        var output = new Option<string?>("--output")
        {
            Description = "The run's folder (artifacts/runs/DATA-NETWORK).", HelpName = "FOLDER"
        };
        var command = new Command(
            "train", "Trains a diffusion model on images: checkpoints, samples and the loss go to the run's folder.")
        {
            data, network, steps, minutes, batch, rate, seed, every, passes, size, resume, float32, judge, latent,
            threads, device, output,
        };
        command.SetAction((typed, cancel) =>
        {
            if (typed.GetValue(steps) is not null && typed.GetValue(minutes) is not null)
                throw new UsageException("Give --steps or --minutes, not both.");
            foreach (var (option, value) in new[]
                { (steps, typed.GetValue(steps) ?? 1), (threads, typed.GetValue(threads) ?? 1) })
                if (value < 1) throw new UsageException($"{option.Name} is at least 1, not {value}.");
            foreach (var (option, value) in new[]
                { (batch, typed.GetValue(batch)), (every, typed.GetValue(every)), (passes, typed.GetValue(passes)),
                    (size, typed.GetValue(size)) })
                if (value < 1) throw new UsageException($"{option.Name} is at least 1, not {value}.");
            if (typed.GetValue(minutes) is <= 0)
                throw new UsageException($"--minutes is above 0, not {typed.GetValue(minutes)}.");
            if (typed.GetValue(rate) is not > 0)
                throw new UsageException($"--rate is above 0, not {typed.GetValue(rate)}.");
            NativeLibraries.ThrowIfUnavailable();
            if (typed.GetValue(threads) is { } cores) torch.set_num_threads(cores);
            var plan = new TrainingPlan(
                typed.GetValue(data)!, typed.GetValue(network)!,
                typed.GetValue(minutes) is null ? typed.GetValue(steps) ?? 6000 : null, typed.GetValue(minutes),
                typed.GetValue(batch), typed.GetValue(rate), typed.GetValue(seed), typed.GetValue(every),
                typed.GetValue(size), typed.GetValue(float32),
                typed.GetValue(judge), typed.GetResult(latent) is null ? null : typed.GetValue(latent) ?? "");
            var folder = typed.GetValue(output) ?? DefaultFolder(typed, plan);
            var said = typed.InvocationConfiguration.Output;
            Func<bool> run = plan.Network == "classifier"
                ? () => new ClassifierRun(plan, typed.GetValue(passes), folder, said).Run(cancel)
                : plan.Network == "vae" ? () => new VaeRun(plan, new(folder, "vae.safetensors"), said)
                    .Run(typed.GetValue(resume), cancel)
                : () => new TrainingRun(plan, new(folder), Choose(typed.GetValue(device)!), said)
                    .Run(typed.GetValue(resume), cancel);
            // One thread from the first step to the last: each new one would start a team of helpers of its own.
            return Task.Factory.StartNew(() => run() ? 0 : 1, TaskCreationOptions.LongRunning);
        });
        return command;
    }

    private static string DefaultFolder(ParseResult typed, TrainingPlan plan) => Path.Combine(
        CommandLine.Course(typed).Root, "artifacts", "runs",
        Path.GetFileNameWithoutExtension(plan.Data.TrimEnd('/', '\\'))
        + $"{(plan.Latent is null ? "" : "-latent")}-{plan.Network}");

    /// <summary>The device of that name.</summary>
    internal static torch.Device Choose(string device) => device switch
    {
        "cpu" => torch.CPU,
        "cuda" when !torch.cuda_is_available() => throw new UsageException(
            "There is no CUDA device for this libtorch. Without a GPU use --device cpu; with one, "
            + $"{NativeLibraries.FolderVariable} can name a libtorch with CUDA."),
        "cuda" => torch.CUDA,
        _ => Devices.Best,
    };
}
