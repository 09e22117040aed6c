using System.CommandLine;
using Course.Drawing;
using Diffusion;
using TorchSharp;

namespace Course.Commands;

/// <summary><c>course draw</c>: pictures from a trained model, described in a sentence or by a class.</summary>
internal static class DrawCommand
{
    public static Command Create()
    {
        var model = new Argument<string>("MODEL")
        {
            Description = $"A model of the course ({string.Join(", ", ShippedModels.ByName.Keys)}) "
                + "or a file that 'course train' made.",
        };
        var asked = new Argument<string[]>("WHAT")
        {
            Description = "Sentences for scenes, names of classes for the others; nothing: a bit of everything.",
            Arity = ArgumentArity.ZeroOrMore,
        };
        var not = new Option<string?>("--not")
        {
            Description = "What the pictures shall not show, a sentence or a class.", HelpName = "WHAT",
        };
        var count = new Option<int>("--count") { Description = "Pictures of each.", HelpName = "N",
            DefaultValueFactory = _ => 1 };
        var seed = new Option<ulong>("--seed") { Description = "Of the noise: the same seed gives the same picture.",
            HelpName = "N" };
        var guidance = new Option<double?>("--guidance")
        {
            Description = "0 does not listen, 1 listens, more listens harder (2.5; students of one step: 1).",
            HelpName = "SCALE",
        };
        var steps = new Option<int?>("--steps")
        {
            Description = "Steps from noise to picture (20; students of one step: 1).", HelpName = "N",
        };
        var sampler = new Option<string>("--sampler")
        {
            Description = string.Join(", ", DrawingPlan.Samplers.Keys), DefaultValueFactory = _ => "ddim",
        };
        sampler.AcceptOnlyFromAmong([.. DrawingPlan.Samplers.Keys]);
        var pixel = new Option<int?>("--pixel") { Description = "Side of one pixel in the file.", HelpName = "N" };
        var film = new Option<bool>("--film") { Description = "An animated PNG: from noise to picture, step by step." };
        var threads = new Option<int?>("--threads") { Description = "Processor cores to use.", HelpName = "N" };
        var path = new Option<string?>("--out")
        {
            Description = "The PNG file; otherwise named after the model, beside what is there.", HelpName = "FILE",
        };
        var command = new Command("draw", "Draws pictures with a trained model.")
        {
            model, asked, not, count, seed, guidance, steps, sampler, pixel, film, threads, path,
        };
        command.SetAction((typed, cancel) =>
        {
            var limits = new (Option<int?> Option, int? Value, int Most)[]
            {
                (pixel, typed.GetValue(pixel), 64), (threads, typed.GetValue(threads), 1024),
            };
            foreach (var (option, value, most) in limits) Check(option.Name, value ?? 1, most);
            Check(count.Name, typed.GetValue(count), 100);
            Check(steps.Name, typed.GetValue(steps) ?? 1, 1000);
            if (typed.GetValue(guidance) is { } scale && !double.IsFinite(scale))
                throw new UsageException($"--guidance is a number, not {scale}.");
            if (typed.GetValue(path) is { } file && !file.EndsWith(".png", StringComparison.OrdinalIgnoreCase))
                throw new UsageException($"--out names a PNG file: '{file}' does not end with .png.");
            NativeLibraries.ThrowIfUnavailable();
            if (typed.GetValue(threads) is { } cores) torch.set_num_threads(cores);
            var plan = new DrawingPlan(
                typed.GetValue(model)!, typed.GetValue(asked)!, typed.GetValue(not), typed.GetValue(count),
                    typed.GetValue(seed), typed.GetValue(guidance),
                typed.GetValue(steps), typed.GetValue(sampler)!, typed.GetValue(pixel) ?? 0,
                typed.GetValue(film), typed.GetValue(path));
            // Not on a thread of the pool: torch would start a team of helpers on each that it meets.
            return Task.Factory.StartNew(
                () => new Draw(plan, typed.InvocationConfiguration.Output).Run(cancel)
                    ? 0 : 1, TaskCreationOptions.LongRunning);
        });
        return command;
    }

    private static void Check(string option, int value, int most)
    {
        if (value < 1 || value > most) throw new UsageException($"{option} is from 1 to {most}, not {value}.");
    }
}
