using TorchSharp;
using static TorchSharp.torch;

namespace Diffusion;

/// <summary>
/// Trains a <see cref="Vae"/> as <see cref="Trainer"/> trains a diffusion model: a stream of steps, all chance from the
/// seed and the step's number, an average of the weights, and a checkpoint from which a run goes on exactly.
/// </summary>
public sealed class VaeTrainer : IDisposable
{
    private readonly ITrainingData data;
    private readonly FeatureClassifier? onlooker;
    private readonly FlatParameters weights, averaged;
    private readonly AdamW optimizer;
    private readonly DataOrder order;
    private readonly BatchAhead batches;
    private readonly StepStream stream;
    private (double Error, double Divergence) last;

    /// <summary>Prepares to train on the CPU; the VAE is trained in place.</summary>
    /// <param name="vae">It stays the caller's.</param>
    /// <param name="data">Images [N, C, H, W] in [-1, 1]; what is known about them is not used.</param>
    /// <param name="options">How.</param>
    /// <param name="onlooker">
    /// A classifier whose first maps have to agree as well; it is not trained, and takes no gradients any more. Null:
    /// pixels alone count.
    /// </param>
    public VaeTrainer(Vae vae, ITrainingData data, VaeOptions? options = null, FeatureClassifier? onlooker = null)
    {
        NativeLibraries.ThrowIfUnavailable();
        options ??= new();
        options.Check();
        stream = new(options.BatchSize, options.LearningRate, options.WarmUpSteps, cosineDecay: true);
        (Network, Options, this.data, this.onlooker) = (vae, options, data, onlooker);
        if (onlooker is not null)
            foreach (var parameter in onlooker.parameters()) parameter.requires_grad = false;
        Averaged = vae.CreateTwin();
        Averaged.eval();
        weights = new(vae, withGradients: true);
        averaged = new(Averaged, withGradients: false);
        averaged.Values.copy_(weights.Values);
        optimizer = new(weights);
        order = new(data.Count, options.Seed);
        batches = new(data, order, options.BatchSize);
    }

    /// <summary>The VAE as the last step left it.</summary>
    public Vae Network { get; }

    /// <summary>The same with the moving average of its weights. Freed with the trainer.</summary>
    public Vae Averaged { get; }

    /// <summary>How this trainer trains.</summary>
    public VaeOptions Options { get; }

    /// <summary>The number of steps taken.</summary>
    public int StepsTaken => stream.Count;

    /// <summary>Trains until so many steps are taken in all: after an interruption the same call goes on.</summary>
    /// <exception cref="ArithmeticException">
    /// The loss or the gradient became NaN or infinite; the weights are the last good ones.
    /// </exception>
    /// <exception cref="ThreadInterruptedException">
    /// The thread was asked to stop, which is heard between two steps.
    /// </exception>
    public IEnumerable<VaeStep> Train(int steps) => Told(stream.Until(steps, Step));

    /// <summary>Trains until so much time has been spent in all; time between the steps does not count.</summary>
    /// <inheritdoc cref="Train(int)"/>
    public IEnumerable<VaeStep> Train(TimeSpan budget) => Told(stream.Until(budget, Step));

    private IEnumerable<VaeStep> Told(IEnumerable<TrainingStep> steps) =>
        steps.Select(step => new VaeStep(step, last.Error, last.Divergence));

    private (double Loss, double GradientNorm) Step(double progress, double rate)
    {
        using var scope = NewDisposeScope();
        using var generator = order.GeneratorFor(StepsTaken);
        var (images, condition) = batches.Take(StepsTaken);
        // They come from another thread, where this scope is not known.
        scope.Attach(images);
        if (condition is not null) scope.Attach(condition);

        Network.train();
        using var enabled = enable_grad();
        var code = Network.Encode(images);
        var noise = randn(code.Mean.shape, ScalarType.Float32, generator: generator);
        var made = Network.Decode(code.Draw(noise));
        var error = (made - images).square().mean();
        var divergence = code.Divergence().mean();
        var loss = error + Options.KlWeight * divergence;
        if (onlooker is not null && Options.FeatureWeight > 0)
            loss = loss + Options.FeatureWeight * FeatureError(made, images);
        loss.backward();

        var (value, norm) = (loss.item<float>(), optimizer.GradientNorm());
        if (!float.IsFinite(value) || !double.IsFinite(norm)) throw Diverged(value, norm);
        optimizer.Clip(norm, Options.GradientClip);
        optimizer.Step(rate, decay: 0);
        using var noGrad = no_grad();
        averaged.Values.lerp_(weights.Values, 1 - stream.KeptOfAverage(Options.EmaDecay));
        last = (error.item<float>(), divergence.item<float>());
        return (value, norm);
    }

    private Tensor FeatureError(Tensor made, Tensor images)
    {
        Tensor[] wanted;
        using (no_grad()) wanted = onlooker!.Maps(images);
        var errors = onlooker.Maps(made).Zip(wanted, (one, other) => (one - other).square().mean()).ToArray();
        return stack(errors).sum();
    }

    private ArithmeticException Diverged(double loss, double norm)
    {
        weights.Gradients!.zero_();
        return new(FormattableString.Invariant(
            $"Training stopped at step {StepsTaken + 1}: the loss is {loss}, the gradient's length {norm}. ")
            + FormattableString.Invariant(
                $"The weights are those of step {StepsTaken}. Try a smaller learning rate than {Options.LearningRate}")
            + ", or images in [-1, 1].");
    }

    /// <summary>Saves all that is needed to go on exactly, whole or not at all.</summary>
    /// <exception cref="IOException">The file could not be written; the message says why.</exception>
    public void Save(string path) => Checkpoint().Save(path, StepsTaken, stream.Elapsed);

    /// <summary>Goes on where a checkpoint of the same run stopped.</summary>
    /// <exception cref="InvalidDataException">
    /// The file is damaged or of another run; the message says which.
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
            ["vae"] = Network.SizesJson,
            ["options"] = RunCheckpoint.Words(Options),
            [RunCheckpoint.Examples] = data.Identity,
            ["onlooker"] = onlooker is null ? "none" : onlooker.Sizes.ToString(),
        });

    /// <summary>Frees what the trainer made; the VAE stays usable.</summary>
    public void Dispose()
    {
        batches.Dispose();
        Averaged.Dispose();
        weights.Dispose();
        averaged.Dispose();
        optimizer.Dispose();
    }
}
