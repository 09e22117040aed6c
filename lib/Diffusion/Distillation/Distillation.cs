using TorchSharp;
using static TorchSharp.torch;

namespace Diffusion;

/// <summary>
/// The loop in which a student learns to draw in one call, as a stream like <see cref="Trainer"/>'s: each step yields
/// its loss, and the caller shows, plots, samples or stops.
/// </summary>
/// <remarks>
/// All chance of a step comes from the seed and the step's number: a run that was stopped and goes on, or that is
/// loaded from a checkpoint, ends with the same weights as one that was never stopped.
/// </remarks>
public abstract class Distillation : IDisposable
{
    private readonly Pupil student;
    private readonly DataOrder order;
    private readonly BatchAhead? batches;
    private readonly DistillationOptions options;
    private readonly ITrainingData? data;
    private readonly StepStream stream;

    private protected Distillation(
        DenoisingNetwork student, Prediction prediction, NoiseSchedule schedule, ITrainingData? data,
        DistillationOptions options, Device? device)
    {
        NativeLibraries.ThrowIfUnavailable();
        options.Check();
        stream = new(options.BatchSize, options.LearningRate, options.WarmUpSteps, options.CosineDecay);
        (Prediction, Schedule, Device, this.options, this.data) = (prediction, schedule, device ?? CPU, options, data);
        Function = new(student, prediction, schedule);
        this.student = new(student, options, Device, isAveraged: true);
        order = new(data?.Count ?? 1, options.Seed);
        batches = data is null ? null : new(data, order, options.BatchSize);
    }

    /// <summary>The method's name in a file: "consistency", "dmd", "regression".</summary>
    public abstract string Method { get; }

    /// <summary>The student as the last step left it.</summary>
    public DenoisingNetwork Student => student.Network;

    /// <summary>
    /// The student with the moving average of its weights: what to draw with. Freed with the distillation.
    /// </summary>
    public DenoisingNetwork Averaged => student.Averaged!;

    /// <summary>What the student's answers are read as.</summary>
    public Prediction Prediction { get; }

    /// <summary>The noise levels.</summary>
    public NoiseSchedule Schedule { get; }

    /// <summary>Where the weights live.</summary>
    public Device Device { get; }

    /// <summary>The number of steps taken.</summary>
    public int StepsTaken => stream.Count;

    /// <summary>
    /// How often a network was asked about one example so far, students and teachers together, without the ways back.
    /// </summary>
    public long Calls { get; private set; }

    /// <summary>
    /// The averaged student as a denoiser that is told nothing: one step of any sampler is its picture.
    /// </summary>
    public IDenoiser Denoiser => Averaged.AsDenoiser(Prediction, Schedule);

    /// <summary>The student that learns, as a function straight to the clean image.</summary>
    private protected ConsistencyFunction Function { get; }

    /// <summary>What the checkpoint has to hold beside the student.</summary>
    private protected virtual IEnumerable<KeyValuePair<string, Tensor>> FurtherState => [];

    /// <summary>What else belongs to this run and no other, by keyword.</summary>
    private protected abstract IEnumerable<KeyValuePair<string, string>> FurtherIdentity { get; }

    /// <summary>The averaged student with all that is needed to draw with it. It lives as long as this.</summary>
    /// <param name="imageShape">[C, H, W], or [D] for points.</param>
    /// <param name="classNames">The names of its classes, if it knows any.</param>
    /// <param name="story">How it was made, by keyword.</param>
    public TrainedModel Model(long[] imageShape, IReadOnlyList<string>? classNames = null,
        IReadOnlyDictionary<string, string>? story = null) =>
        new(Averaged, Prediction, Schedule, imageShape, classNames ?? [],
            new Dictionary<string, string>(
                story ?? new Dictionary<string, string>()) { [TrainedModel.Distilled] = Method });

    /// <summary>
    /// Trains until <paramref name="steps"/> steps are taken in all: after an interruption the same call goes on.
    /// </summary>
    /// <exception cref="ArithmeticException">
    /// The loss or the gradient became NaN or infinite; the weights are the last good ones.
    /// </exception>
    /// <exception cref="ThreadInterruptedException">
    /// The thread was asked to stop, which is heard between two steps.
    /// </exception>
    public IEnumerable<TrainingStep> Train(int steps) => stream.Until(steps, Take);

    /// <summary>
    /// Trains until <paramref name="budget"/> has been spent in all; time between the steps does not count.
    /// </summary>
    /// <inheritdoc cref="Train(int)"/>
    public IEnumerable<TrainingStep> Train(TimeSpan budget) => stream.Until(budget, Take);

    /// <summary>Saves all that is needed to go on exactly.</summary>
    /// <param name="path">Written whole or not at all.</param>
    /// <exception cref="IOException">The file could not be written; the message says why.</exception>
    public void Save(string path) => Checkpoint().Save(path, StepsTaken, stream.Elapsed, Calls);

    /// <summary>Goes on where a checkpoint of the same run stopped.</summary>
    /// <exception cref="InvalidDataException">
    /// The file is damaged, or belongs to another run; the message says how.
    /// </exception>
    public void Resume(string path)
    {
        (var step, var elapsed, Calls) = Checkpoint().Load(path);
        stream.GoOnAt(step, elapsed);
    }

    /// <summary>
    /// Frees what it made: the average, the optimizers' memory. The networks that were given stay usable.
    /// </summary>
    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    private protected virtual void Dispose(bool disposing)
    {
        batches?.Dispose();
        student.Dispose();
    }

    /// <summary>The method: one step of the student, in a dispose scope of its own.</summary>
    /// <param name="progress">0 to 1.</param>
    /// <param name="rate">The learning rate.</param>
    /// <param name="generator">Where all chance comes from.</param>
    private protected abstract (double Loss, double Norm) Step(double progress, double rate, Generator generator);

    /// <summary>A step of the student down the gradient of a loss.</summary>
    private protected (double Loss, double Norm) Learn(Tensor loss, double rate) => student.Learn(loss, rate);

    /// <summary>So many examples were shown to networks so many times.</summary>
    private protected void Count(int callsPerExample) => Calls += (long)callsPerExample * options.BatchSize;

    /// <summary>This step's examples on the device, with what the networks are told about them.</summary>
    private protected (Tensor Images, Tensor? Condition) TakeBatch()
    {
        var batch = batches!.Take(StepsTaken);
        var images = batch.Images.to(Device).alias();
        var condition = Student is { Classes: 0, TakesText: false } ? null : batch.Condition?.to(Device).alias();
        // They come from another thread, where this step's scope is not known.
        batch.Images.Dispose();
        batch.Condition?.Dispose();
        return (images, condition);
    }

    private (double Loss, double Norm) Take(double progress, double rate)
    {
        using var scope = NewDisposeScope();
        using var generator = order.GeneratorFor(StepsTaken);
        using var chance = new SeededChance(generator.initial_seed(), Device);
        using var enabled = enable_grad();
        using var thread = OneThread.If(Student.IsSmallFor(options.BatchSize));
        Student.train();
        var (loss, norm) = Step(progress, rate, generator);
        if (!double.IsFinite(loss) || !double.IsFinite(norm))
            throw new ArithmeticException(FormattableString.Invariant(
                $"The distillation stopped at step {StepsTaken + 1}: the loss is {loss}, the gradient's length ")
                + FormattableString.Invariant($"{norm}. Try a smaller learning rate than {options.LearningRate}."));
        student.Average(stream.KeptOfAverage(options.EmaDecay));
        return (loss, norm);
    }

    private RunCheckpoint Checkpoint() => new(
        student.State().Concat(FurtherState).ToDictionary(),
        new Dictionary<string, string>(FurtherIdentity)
        {
            ["method"] = Method,
            ["network"] = $"{Student.Architecture} {Student.SizesJson}, {Prediction}",
            ["options"] = RunCheckpoint.Words(options),
            [RunCheckpoint.Examples] = data?.Identity ?? "none",
        },
        Schedule);
}
