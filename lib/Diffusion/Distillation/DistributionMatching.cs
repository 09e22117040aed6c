using TorchSharp;
using static TorchSharp.torch;

namespace Diffusion;

/// <summary>
/// Distribution matching distillation, DMD (Yin et al., "One-step Diffusion with Distribution Matching Distillation",
/// 2024): the student draws in one call; its pictures are made noisy and shown to two denoisers, the teacher and one
/// that learns on the student's pictures. Where the second finds a picture more likely than the first, the student
/// moves away.
/// </summary>
/// <remarks>
/// The fake score may learn several times for each step of the student, as in DMD2 (Yin et al., "Improved Distribution
/// Matching Distillation", 2024), which then needs no regression.
/// </remarks>
public sealed class DistributionMatching : Distillation
{
    private readonly ITeacher teacher;
    private readonly Pupil fake;
    private readonly long[] shape;
    private readonly bool hasPairs;
    private readonly DistributionMatchingOptions options;

    /// <summary>Prepares to teach; both networks move to <paramref name="device"/> and are trained in place.</summary>
    /// <param name="student">By custom a copy of the teacher's network; it stays the caller's.</param>
    /// <param name="fake">The fake score's network, by custom another copy; it stays the caller's.</param>
    /// <param name="prediction">What both predict: V or Flow.</param>
    /// <param name="teacher">The real score.</param>
    /// <param name="exampleShape">Of one picture: [C, H, W], or [D] for points.</param>
    /// <param name="options">How.</param>
    /// <param name="pairs">For the regression: <see cref="NoisePairs"/>.</param>
    /// <param name="device">Where; null is the CPU.</param>
    /// <exception cref="ArgumentException">
    /// There is a regression without pairs, or pairs without a regression.
    /// </exception>
    public DistributionMatching(
        DenoisingNetwork student, DenoisingNetwork fake, Prediction prediction, ITeacher teacher, long[] exampleShape,
        DistributionMatchingOptions? options = null, ITrainingData? pairs = null, Device? device = null)
        : base(student, prediction, teacher.Schedule, pairs, options ??= new(), device)
    {
        if (options.Regression > 0 != pairs is not null)
            throw new ArgumentException(
                $"The regression has the weight {options.Regression} and {(pairs is null ? "no pairs" : "pairs")}: it "
                + "needs both or neither.",
                nameof(pairs));
        (this.teacher, this.options, hasPairs) = (teacher, options, pairs is not null);
        shape = [options.BatchSize, .. exampleShape];
        this.fake = new(fake, options, Device, isAveraged: false);
    }

    /// <inheritdoc/>
    public override string Method => "dmd";

    private protected override IEnumerable<KeyValuePair<string, Tensor>> FurtherState => fake.State("fake.");

    private protected override IEnumerable<KeyValuePair<string, string>> FurtherIdentity =>
        [new("teacher", teacher.Identity), new("fake", $"{fake.Network.Architecture} {fake.Network.SizesJson}")];

    /// <summary>
    /// The gradient for each picture (equations 7 and 8): the fake score less the real one, times σ² over the mean
    /// distance |x - real|. Written with the denoisers' images, of which a score is (α · image - x_t) / σ², that is the
    /// difference of the images over that distance, on EDM's path, where α is 1; the authors' code does the same on
    /// every path.
    /// </summary>
    /// <param name="x">[B, ...], the student's pictures.</param>
    /// <param name="real">[B, ...], the real denoiser's image for each, made noisy.</param>
    /// <param name="fake">[B, ...], the fake one's.</param>
    /// <returns>[B, ...]: against it the student moves.</returns>
    public static Tensor Direction(Tensor x, Tensor real, Tensor fake)
    {
        using var scope = NewDisposeScope();
        var distance = (x - real).abs().flatten(1).mean([1]).clamp_min(1e-6);
        long[] each = [-1, .. Enumerable.Repeat(1L, (int)x.dim() - 1)];
        return ((fake - real) / distance.reshape(each)).MoveToOuterDisposeScope();
    }

    private protected override void Dispose(bool disposing)
    {
        fake.Dispose();
        base.Dispose(disposing);
    }

    private protected override (double Loss, double Norm) Step(double progress, double rate, Generator generator)
    {
        for (var i = 0; i < options.FakeSteps; i++)
        {
            var (loss, norm) = TeachFake(
                rate / options.LearningRate * (options.FakeLearningRate ?? options.LearningRate), generator);
            if (!double.IsFinite(loss) || !double.IsFinite(norm)) return (loss, norm);
        }
        var (noise, condition) = Draw(generator);
        var x = Function.Generate(noise, condition);
        // A loss whose gradient at x is that direction.
        var error = (x - (x - Compare(x, condition, generator)).detach()).square().mean() / 2;
        Count(1 + teacher.CallsPerQuestion + (options.UseFake ? 1 : 0) + 2 * options.FakeSteps);
        if (hasPairs) error = error + options.Regression * Regression();
        return Learn(error, rate);
    }

    /// <summary>The fake score learns on pictures of the student as any denoiser learns on data.</summary>
    private (double Loss, double Norm) TeachFake(double rate, Generator generator)
    {
        using var scope = NewDisposeScope();
        var (noise, condition) = Draw(generator);
        Tensor x;
        using (no_grad()) x = Function.Generate(noise, condition);
        var (t, alpha, sigma, fresh) = Noisy(x, 0, Schedule.Count - 1, generator);
        var answer = fake.Network.forward(alpha * x + sigma * fresh, t.to(ScalarType.Float32), condition);
        return fake.Learn((answer - Prediction.Target(x, fresh, alpha, sigma)).square().mean(), rate);
    }

    private Tensor Compare(Tensor x, Tensor? condition, Generator generator)
    {
        using var noGrad = no_grad();
        var most = Schedule.Count - 1;
        var (t, alpha, sigma, fresh) = Noisy(
            x, (int)(options.LeastNoise * most), (int)(options.MostNoise * most), generator);
        var noisy = alpha * x + sigma * fresh;
        var real = teacher.Denoise(noisy, t, condition).X0;
        // Without the fake score: as if the student's pictures were this one only.
        var own = options.UseFake
            ? Prediction.Read(fake.Network.forward(noisy, t.to(ScalarType.Float32), condition), noisy, alpha, sigma).X0
            : x;
        return Direction(x, real, own);
    }

    private (Tensor T, Tensor Alpha, Tensor Sigma, Tensor Noise) Noisy(
        Tensor x, int least, int most, Generator generator)
    {
        var t = randint(least, most + 1, [x.shape[0]], ScalarType.Int64, generator: generator).to(Device);
        var (alpha, sigma) = Schedule.Weights(t, x);
        return (t, alpha, sigma, randn(x.shape, ScalarType.Float32, generator: generator).to(Device));
    }

    private (Tensor Noise, Tensor? Condition) Draw(Generator generator)
    {
        var noise = randn(shape, ScalarType.Float32, generator: generator).to(Device);
        return (noise, Student.Classes == 0
            ? null : randint(0, Student.Classes, [shape[0]], ScalarType.Int64, generator: generator).to(Device));
    }

    /// <summary>The squared error on pairs of the teacher (equation 9).</summary>
    private Tensor Regression()
    {
        var (pairs, condition) = TakeBatch();
        Count(1);
        return (Function.Generate(pairs.select(1, 0), condition) - pairs.select(1, 1)).square().mean();
    }
}
