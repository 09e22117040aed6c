using Diffusion;
using TorchSharp;

namespace Course.Training;

/// <summary>What <c>course distill</c> was asked to do.</summary>
/// <param name="Data">A key of <see cref="Teachers"/>: the images, and the model of the course that teaches.</param>
/// <param name="Method">consistency, dmd or regression.</param>
/// <param name="Steps">How many steps in all; null where <paramref name="Minutes"/> decides.</param>
/// <param name="Minutes">For how long in all.</param>
/// <param name="Batch">Images a step.</param>
/// <param name="LearningRate">At its largest.</param>
/// <param name="Guidance">With which the teacher draws, and so the student.</param>
/// <param name="Seed">Of order and noise.</param>
/// <param name="Every">Steps between checkpoints.</param>
/// <param name="FakeSteps">How often DMD's fake score learns for each step of the student.</param>
/// <param name="Pairs">How many pairs of noise and picture the regression learns from.</param>
/// <param name="Float32">Not to use bfloat16 where this machine is faster with it.</param>
/// <param name="Judged">Whether to measure drawn images at each checkpoint.</param>
internal sealed record DistillationPlan(
    string Data, string Method, int? Steps, double? Minutes, int Batch, double LearningRate,
    double Guidance, ulong Seed,
    int Every, int FakeSteps, int Pairs, bool Float32, bool Judged)
{
    /// <summary>Of the sampler that draws the pairs of the regression.</summary>
    public const int PairSteps = 25;

    /// <summary>The methods, by the name that a person types.</summary>
    public static readonly string[] Methods = ["consistency", "dmd", "regression"];

    /// <summary>The teachers, by the name of their data: the first model of each data set that has a judge.</summary>
    public static IReadOnlyDictionary<string, Func<TrainedModel>> Teachers { get; } =
        DatasetCatalogue.All.Where(entry => entry.Judge is not null && entry.Models.Count > 0)
            .ToDictionary(entry => entry.Key, entry => entry.Models[0].Load);

    /// <summary>The student's school, by its method.</summary>
    /// <param name="teacher">The teacher; student and fake score begin as copies of it.</param>
    /// <param name="student">A copy of the teacher's network.</param>
    /// <param name="fake">Another.</param>
    /// <param name="images">What the teacher learned.</param>
    /// <param name="device">Where.</param>
    public Distillation Create(
        TrainedModel teacher, DenoisingNetwork student, DenoisingNetwork fake, LabelledImages images,
        torch.Device device)
    {
        var type = Float32
            ? torch.ScalarType.Float32
            : ComputeChoice.For(student, images.ImageShape, Batch, device).Type;
        teacher.Network.ComputeType = type;
        var source = new NetworkTeacher(teacher, Guidance);
        switch (Method)
        {
            case "consistency":
                var consistency = Common(new ConsistencyOptions(), type);
                return new ConsistencyDistillation(
                    student, teacher.Prediction, teacher.Schedule, images, source, consistency, device);
            case "dmd":
                var matching = Common(new DistributionMatchingOptions(), type) with { FakeSteps = FakeSteps };
                return new DistributionMatching(
                    student, fake, teacher.Prediction, source, images.ImageShape, matching, device: device);
            default:
                var (pairs, labels) = NoisePairs.Draw(teacher, Pairs, PairSteps, Guidance, Seed);
                return new NoiseRegression(
                    student, teacher.Prediction, teacher.Schedule, new TensorData(pairs, labels),
                    Common(new DistillationOptions(), type), device);
        }
    }

    private T Common<T>(T options, torch.ScalarType type) where T : DistillationOptions =>
        (T)(options with { BatchSize = Batch, LearningRate = LearningRate, Seed = Seed, ComputeType = type });
}
