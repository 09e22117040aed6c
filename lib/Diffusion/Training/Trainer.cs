using TorchSharp;
using static TorchSharp.torch;

namespace Diffusion;

/// <summary>
/// The training loop of every diffusion model (Ho et al., DDPM, algorithm 1), as a stream: each step yields its loss,
/// and the caller shows, plots, samples or stops.
/// </summary>
/// <remarks>
/// All chance of a step comes from the seed and the step's number. So a run that was stopped and goes on, or that is
/// loaded from a checkpoint, ends with the same weights as one that was never stopped.
/// </remarks>
public sealed class Trainer : IDisposable
{
    private readonly FlatParameters weights, averaged;
    private readonly AdamW optimizer;
    private readonly DataOrder order;
    private readonly BatchAhead batches;
    private readonly StepStream stream;

    /// <summary>Prepares to train; the network moves to <paramref name="device"/> and is trained in place.</summary>
    /// <param name="network">The network; it stays the caller's.</param>
    /// <param name="data">What it learns.</param>
    /// <param name="schedule">The noise levels; each step draws one for each example.</param>
    /// <param name="options">How; the defaults suit small networks.</param>
    /// <param name="device">Where; null is the CPU.</param>
    public Trainer(DenoisingNetwork network, ITrainingData data, NoiseSchedule schedule,
        TrainingOptions? options = null, Device? device = null)
    {
        NativeLibraries.ThrowIfUnavailable();
        options ??= new();
        options.Check();
        stream = new(options.BatchSize, options.LearningRate, options.WarmUpSteps, options.CosineDecay);
        (Network, Schedule, Options, Device, Data) = (network, schedule, options, device ?? CPU, data);
        network.to(Device);
        network.ComputeType = options.ComputeType;
        Averaged = network.CreateTwin();
        Averaged.to(Device);
        Averaged.eval();
        weights = new(network, withGradients: true);
        averaged = new(Averaged, withGradients: false);
        averaged.Values.copy_(weights.Values);
        optimizer = new(weights);
        order = new(data.Count, options.Seed);
        batches = new(data, order, options.BatchSize);
    }

    /// <summary>The network as the last step left it.</summary>
    public DenoisingNetwork Network { get; }

    /// <summary>
    /// The same network with the moving average of its weights: what to sample from. Freed with the trainer.
    /// </summary>
    public DenoisingNetwork Averaged { get; }

    /// <summary>The noise levels that are trained.</summary>
    public NoiseSchedule Schedule { get; }

    /// <summary>How this trainer trains.</summary>
    public TrainingOptions Options { get; }

    /// <summary>Where the weights live.</summary>
    public Device Device { get; }

    /// <summary>How many examples there are.</summary>
    public int DataCount => Data.Count;

    /// <summary>What is learned.</summary>
    internal ITrainingData Data { get; }

    /// <summary>The number of steps taken.</summary>
    public int StepsTaken => stream.Count;

    /// <summary>The averaged network as a denoiser that is told nothing about the image.</summary>
    public IDenoiser Denoiser => Averaged.AsDenoiser(Options.Prediction, Schedule);

    /// <summary>
    /// The averaged network as a denoiser that is told a class for each image, strengthened by guidance.
    /// </summary>
    /// <param name="labels">[B] int64, on <see cref="Device"/>; they stay the caller's.</param>
    /// <param name="guidance">See <see cref="GuidedDenoiser"/>; 1 is none.</param>
    public IDenoiser DenoiserFor(Tensor labels, double guidance = 1) =>
        GuidedDenoiser.For(Averaged, Options.Prediction, Schedule, labels, guidance);

    /// <summary>
    /// The averaged network with all that is needed to sample from it. It lives as long as this trainer.
    /// </summary>
    /// <param name="imageShape">[C, H, W].</param>
    /// <param name="classNames">The names of its classes, if it knows any.</param>
    /// <param name="story">How it was made, by keyword.</param>
    public TrainedModel Model(long[] imageShape, IReadOnlyList<string>? classNames = null,
        IReadOnlyDictionary<string, string>? story = null) =>
        new(Averaged, Options.Prediction, Schedule, imageShape, classNames ?? [],
            story ?? new Dictionary<string, string>());

    /// <summary>
    /// Trains until <paramref name="steps"/> steps are taken in all: after an interruption the same call goes on.
    /// </summary>
    /// <exception cref="ArithmeticException">
    /// The loss or the gradient became NaN or infinite; the weights are the last good ones.
    /// </exception>
    /// <exception cref="ThreadInterruptedException">
    /// The thread was asked to stop, which is heard between two steps.
    /// </exception>
    public IEnumerable<TrainingStep> Train(int steps) => stream.Until(steps, Step);

    /// <summary>
    /// Trains until <paramref name="budget"/> has been spent in all; time between the steps does not count.
    /// </summary>
    /// <exception cref="ArithmeticException">
    /// The loss or the gradient became NaN or infinite; the weights are the last good ones.
    /// </exception>
    /// <exception cref="ThreadInterruptedException">
    /// The thread was asked to stop, which is heard between two steps.
    /// </exception>
    public IEnumerable<TrainingStep> Train(TimeSpan budget) => stream.Until(budget, Step);

    /// <summary>
    /// One step: timesteps, noise, the network's answer, the squared error, the move along its gradient, the average.
    /// </summary>
    private (double Loss, double GradientNorm) Step(double progress, double rate)
    {
        using var scope = NewDisposeScope();
        using var generator = order.GeneratorFor(StepsTaken);
        using var chance = new SeededChance(generator.initial_seed(), Device);
        var (images, condition) = TakeBatch(scope);
        if (Options.Mirror) images = Mirrored(images, generator);
        if (condition is not null) condition = SometimesDropped(condition, generator);

        Network.train();
        using var thread = OneThread.If(Network.IsSmallFor(images.shape[0]));
        using var enabled = enable_grad();
        var timesteps =
            randint(0, Schedule.Count, [images.shape[0]], ScalarType.Int64, generator: generator).to(Device);
        var noise = randn(images.shape, ScalarType.Float32, generator: generator).to(Device);
        var (alpha, sigma) = Schedule.Weights(timesteps, images);
        var answer = Network.forward(alpha * images + sigma * noise, timesteps.to(ScalarType.Float32), condition);
        var errors = (answer - Options.Prediction.Target(images, noise, alpha, sigma)).square();
        if (Options.MinSnrGamma is { } gamma)
            errors =
                errors * Schedule.PerImage(timesteps, images, level => Options.Prediction.MinSnrWeight(level, gamma));
        var loss = errors.mean();
        loss.backward();

        var (value, norm) = (loss.item<float>(), optimizer.GradientNorm());
        if (!float.IsFinite(value) || !double.IsFinite(norm)) throw Diverged(value, norm);
        optimizer.Clip(norm, Options.GradientClip);
        optimizer.Step(rate, Options.WeightDecay);
        using var noGrad = no_grad();
        averaged.Values.lerp_(weights.Values, 1 - stream.KeptOfAverage(Options.EmaDecay));
        return (value, norm);
    }

    /// <summary>This step's examples on the device, with what the network can be told about them.</summary>
    private (Tensor Images, Tensor? Condition) TakeBatch(DisposeScope scope)
    {
        var batch = batches.Take(StepsTaken);
        // They come from another thread, where this scope is not known.
        scope.Attach(batch.Images);
        if (batch.Condition is not null) scope.Attach(batch.Condition);
        var tellable = Network is not { Classes: 0, TakesText: false };
        return (batch.Images.to(Device), tellable ? batch.Condition?.to(Device) : null);
    }

    /// <summary>Half of the images, chosen at random, left to right.</summary>
    private Tensor Mirrored(Tensor images, Generator generator)
    {
        var mirrored = rand([images.shape[0], 1, 1, 1], ScalarType.Float32, generator: generator).to(Device) < 0.5;
        return where(mirrored, images.flip(3), images);
    }

    /// <summary>
    /// A share of the labels or texts, chosen at random, becomes "nothing is known": guidance needs both answers.
    /// </summary>
    private Tensor SometimesDropped(Tensor condition, Generator generator)
    {
        var shape = condition.shape.Select((side, i) => i == 0 ? side : 1).ToArray();
        var dropped = rand(shape, ScalarType.Float32, generator: generator).to(Device) < Options.LabelDropout;
        var nothing = condition.dim() == 1 ? full_like(condition, Network.Classes) : zeros_like(condition);
        return where(dropped, nothing, condition);
    }

    private ArithmeticException Diverged(double loss, double norm)
    {
        weights.Gradients!.zero_();
        var what = FormattableString.Invariant($"the loss is {loss}, the gradient's length {norm}");
        var rate = FormattableString.Invariant($"Try a smaller learning rate than {Options.LearningRate}");
        return new ArithmeticException(
            $"Training stopped at step {StepsTaken + 1}: {what}. The weights are those of step {StepsTaken}. "
            + $"{rate}, a longer warm-up, or data in [-1, 1].");
    }

    /// <summary>Saves all that is needed to go on exactly: weights, average, optimizer, step number.</summary>
    /// <param name="path">
    /// Written whole or not at all: a checkpoint that was there survives a full disk or a crash.
    /// </param>
    /// <exception cref="IOException">The file could not be written; the message says why.</exception>
    public void Save(string path) => Checkpoint().Save(path, StepsTaken, stream.Elapsed);

    /// <summary>Goes on where a checkpoint of the same run stopped.</summary>
    /// <exception cref="InvalidDataException">
    /// The file is damaged, or comes from another network, schedule, other data or options; the message says which.
    /// </exception>
    public void Resume(string path)
    {
        var (step, elapsed, _) = Checkpoint().Load(path);
        stream.GoOnAt(step, elapsed);
    }

    private RunCheckpoint Checkpoint() => new(
        new Dictionary<string, Tensor>
        {
            ["weights"] = weights.Values, ["average"] = averaged.Values,
            ["adam.mean"] = optimizer.Mean, ["adam.square"] = optimizer.Square, ["adam.count"] = optimizer.Count,
        },
        new Dictionary<string, string>
        {
            ["network"] = $"{Network.Architecture} {Network.SizesJson}",
            ["options"] = RunCheckpoint.Words(Options),
            ["data"] = $"{DataCount} examples",
            [RunCheckpoint.Examples] = Data.Identity,
        },
        Schedule);

    /// <summary>Frees what the trainer made: the average, the optimizer's memory. The network stays usable.</summary>
    public void Dispose()
    {
        batches.Dispose();
        Averaged.Dispose();
        weights.Dispose();
        averaged.Dispose();
        optimizer.Dispose();
    }
}
