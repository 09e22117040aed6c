using System.CommandLine;
using Course.Training;
using Diffusion;
using TorchSharp;

namespace Course.Commands;

/// <summary>
/// <c>course distill</c>: teaches a student to draw in one step; what makes the students in <c>data/</c>.
/// </summary>
internal static class DistillCommand
{
    public static Command Create()
    {
        var data = new Argument<string>("DATA")
        {
            Description = $"{string.Join(", ", DistillationPlan.Teachers.Keys)}: the course's model of it is the "
                + "teacher.",
        };
        data.AcceptOnlyFromAmong([.. DistillationPlan.Teachers.Keys]);
        var method = new Option<string>("--method")
        {
            Description = "consistency; dmd (distribution matching); regression: from noise to the teacher's picture, "
                + "what the others are compared with.",
            DefaultValueFactory = _ => "consistency",
        };
        method.AcceptOnlyFromAmong(DistillationPlan.Methods);
        var steps = new Option<int?>("--steps")
        {
            Description = "How many steps in all (1500 unless --minutes is given).", HelpName = "N"
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
            Description = "The learning rate at its largest.", HelpName = "R", DefaultValueFactory = _ => 5e-4
        };
        rate.CustomParser = NumberText.Parse;
        var guidance = new Option<double>("--guidance")
        {
            Description = "With which the teacher draws; the student learns it.", HelpName = "SCALE",
            DefaultValueFactory = _ => 1
        };
        guidance.CustomParser = NumberText.Parse;
        var seed = new Option<ulong>("--seed")
        {
            Description = "The same seed gives the same weights on the same processor.", HelpName = "N",
            DefaultValueFactory = _ => 1
        };
        var every = new Option<int>("--every")
        {
            Description = "Steps between checkpoints.", HelpName = "N", DefaultValueFactory = _ => 250
        };
        var fakeSteps = new Option<int>("--fake-steps") { Description = "dmd: how often the fake score learns for each "
            + "step of the student; 0 freezes it.", HelpName = "N", DefaultValueFactory = _ => 2 };
        var pairs = new Option<int>("--pairs")
        {
            Description = "regression: how many pictures of the teacher to learn from.", HelpName = "N",
            DefaultValueFactory = _ => 2000
        };
        var resume = new Option<bool>("--resume") { Description = "Goes on with the run in the output folder." };
        var float32 = new Option<bool>("--float32")
        {
            Description = "Does not use bfloat16, even where this machine is faster with it."
        };
        var judge = new Option<bool>("--judge") { Description = "Measures drawn images at each checkpoint." };
        var threads = new Option<int?>("--threads") { Description = "Processor cores to use.", HelpName = "N" };
        var device = new Option<string>("--device")
        {
            Description = "best, cpu or cuda.", DefaultValueFactory = _ => "best"
        };
        device.AcceptOnlyFromAmong("best", "cpu", "cuda");
        var output = new Option<string?>("--output")
        {
            Description = "The run's folder (artifacts/runs/DATA-METHOD).", HelpName = "FOLDER"
        };
        var command = new Command("distill",
            "Teaches a student of a trained model to draw in one step: checkpoints, samples and the loss go to the "
            + "run's folder.")
        {
            data, method, steps, minutes, batch, rate, guidance, seed, every, fakeSteps, pairs, resume, float32, judge,
            threads, device, output,
        };
        command.SetAction((typed, cancel) =>
        {
            if (typed.GetValue(steps) is not null && typed.GetValue(minutes) is not null)
                throw new UsageException("Give --steps or --minutes, not both.");
            (string, int)[] counts =
            [
                (steps.Name, typed.GetValue(steps) ?? 1), (threads.Name, typed.GetValue(threads) ?? 1),
                (batch.Name, typed.GetValue(batch)),
                (every.Name, typed.GetValue(every)), (pairs.Name, typed.GetValue(pairs)),
                (fakeSteps.Name, typed.GetValue(fakeSteps) + 1),
            ];
            foreach (var (option, value) in counts)
                if (value < 1)
                    throw new UsageException(
                        $"{option} is at least {(option == fakeSteps.Name ? 0 : 1)}, not "
                        + $"{(option == fakeSteps.Name ? value - 1 : value)}.");
            if (typed.GetValue(minutes) is <= 0)
                throw new UsageException($"--minutes is above 0, not {typed.GetValue(minutes)}.");
            if (typed.GetValue(rate) is not > 0)
                throw new UsageException($"--rate is above 0, not {typed.GetValue(rate)}.");
            NativeLibraries.ThrowIfUnavailable();
            if (typed.GetValue(threads) is { } cores) torch.set_num_threads(cores);
            var plan = new DistillationPlan(
                typed.GetValue(data)!, typed.GetValue(method)!,
                typed.GetValue(minutes) is null ? typed.GetValue(steps) ?? 1500 : null,
                typed.GetValue(minutes), typed.GetValue(batch), typed.GetValue(rate), typed.GetValue(guidance),
                typed.GetValue(seed),
                typed.GetValue(every), typed.GetValue(fakeSteps), typed.GetValue(pairs), typed.GetValue(float32),
                typed.GetValue(judge));
            var folder = typed.GetValue(output)
                ?? Path.Combine(CommandLine.Course(typed).Root, "artifacts", "runs", $"{plan.Data}-{plan.Method}");
            var run = new DistillationRun(
                plan, new(folder), TrainCommand.Choose(typed.GetValue(device)!), typed.InvocationConfiguration.Output);
            // One thread from the first step to the last: each new one would start a team of helpers of its own.
            return Task.Factory.StartNew(
                () => run.Run(typed.GetValue(resume), cancel) ? 0 : 1, TaskCreationOptions.LongRunning);
        });
        return command;
    }
}
