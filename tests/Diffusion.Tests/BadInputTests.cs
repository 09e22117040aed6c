using TorchSharp;
using static TorchSharp.torch;

namespace Diffusion.Tests;

/// <summary>
/// What a learner may get wrong in a cell is answered in words of this library: what, the value, the way out.
/// </summary>
public sealed class BadInputTests
{
    private static readonly Dictionary<string, (Action Try, string Words)> Mistakes = new()
    {
        ["label above the classes"] = (() => Ask(labels: tensor(new long[] { 0, 4 })),
            "class label 4; this network has 0 to 2, and 3 for 'no class'"),
        ["label below 0"] = (() => Ask(labels: tensor(new long[] { -1, 0 })), "class label -1"),
        ["label of a DiT"] = (() => Ask(dit: true, labels: tensor(new long[] { 0, 9 })), "class label 9"),
        ["labels that are no whole numbers"] = (() => Ask(labels: zeros(2)), "int64"),
        ["one timestep too many"] = (() => Ask(timesteps: zeros(3)), "2 images need as many timesteps, [2], not [3]"),
        ["one timestep for all"] = (() => Ask(timesteps: zeros(1)), "[2], not [1]"),
        ["a timestep without a dimension"] = (() => Ask(timesteps: tensor(5f)), "[2], not []"),
        ["timesteps of a DiT"] = (() => Ask(dit: true, timesteps: zeros(3)), "[2], not [3]"),
        ["timesteps of points"] = (() => new PointMlp().forward(zeros(2, 2), zeros(3)), "[2], not [3]"),
        ["no image"] = (() => Ask(images: zeros(0, 1, 8, 8), timesteps: zeros(0)), "[0, 1, 8, 8]"),
        ["no point"] = (() => new PointMlp().forward(zeros(0, 2), zeros(0)), "[0, 2]"),
        ["an image without rows"] = (() => Ask(images: zeros(2, 1, 0, 8)), "[2, 1, 0, 8]"),
        ["no image to classify"] = (() => new FeatureClassifier().Classify(zeros(0, 1, 28, 28)), "[0, 1, 28, 28]"),
        ["no image to take features of"] = (() => new FeatureClassifier().AllFeatures(zeros(0, 1, 28, 28)),
            "[0, 1, 28, 28]"),
        ["another number of labels"] = (() =>
            new FeatureClassifier().Accuracy(zeros(2, 1, 28, 28), zeros(3, ScalarType.Int64)), "2 images need as many"),
        ["a classifier of size 0"] = (() => new FeatureClassifier(new(ImageSize: 0)), "not 0"),
        ["a classifier without classes"] = (() => new FeatureClassifier(new(Classes: 0)), "not 0"),
        ["a classifier of width 12"] = (() => new FeatureClassifier(new(Width: 12)), "not 12"),
        ["a classifier that drops all"] = (() => new FeatureClassifier(new(Dropout: 1)), "not 1"),
        ["fewer images than a batch"] = (
            () => new FeatureClassifier(new(ImageSize: 8)).Train(Digits8x8.Load().Take(20), 1).First(), "64"),
        ["passes of 0"] = (() => new FeatureClassifier(new(ImageSize: 8)).Train(Digits8x8.Load(), 0), "1 pass"),
        ["a set of NaN"] = (() => FrechetDistance.Between(full([3, 2], double.NaN), zeros(3, 2)),
            "6 of its 6 numbers are NaN or infinite"),
        ["a set of infinity"] = (() => EnergyDistance.Between(zeros(3, 2), full([3, 2], double.PositiveInfinity)),
            "NaN or infinite"),
        ["one feature vector"] = (() => FrechetDistance.Between(zeros(1, 2), zeros(3, 2)), "at least 2"),
        ["covariances of another size"] = (() => FrechetDistance.Between(zeros(2), eye(3), zeros(2), eye(2)), "[3, 3]"),
        ["means of another size"] = (() => FrechetDistance.Between(zeros(2), eye(2), zeros(3), eye(3)), "[3]"),
        ["a covariance of NaN"] = (() => FrechetDistance.Between(zeros(2), full([2, 2], double.NaN), zeros(2), eye(2)),
            "NaN or infinite"),
        ["copies among scalars"] = (() => CopyCheck.Of(zeros(2, 2), tensor(1f)), "[]"),
        ["no noise"] = (() => Pretrained.Digits8x8().Noise(0), "at least 1 image, not 0"),
        ["noise for -1 images"] = (() => Pretrained.Digits8x8().Noise(-1), "not -1"),
        ["no point to draw"] = (() => Points.Ring().Draw(0, 1), "at least 1 point, not 0"),
        ["no blob"] = (() => Points.Blobs(-1), "at least 1"),
        ["no image in a batch for a data set"] = (() => Ideal().Denoise(zeros(0, 2), Level), "[0, 2]"),
        ["no candidate"] = (() => Ideal().Weigh(zeros(1, 2), Level).Draw(0), "at least 1"),
        ["a class of the candidates"] = (
            () => Ideal().Weigh(zeros(1, 2), Level).ClassWeights(tensor(new long[] { 0, 5, 1 }), 2), "label 5"),
        ["no class for the candidates"] = (() =>
            Ideal().Weigh(zeros(1, 2), Level).ClassWeights(zeros(3, ScalarType.Int64), 0), "at least 1 class, not 0"),
        ["a class of a data set"] = (() => Digits8x8.Load().OfClass(10), "classes 0 to 9"),
        ["a label of a data set"] = (() => Digits8x8.Load().Label(5000), "images 0 to 1796"),
        ["no image of a data set"] = (() => Digits8x8.Load().Take(-1), "at least 1 image, not -1"),
        ["all images skipped"] = (() => Digits8x8.Load().Skip(1797), "1797"),
        ["a batch of none"] = (() => Digits8x8.Load().Batch([]), "at least 1"),
        ["a batch of no points"] = (() => new TensorData(zeros(3, 2)).Batch([]), "at least 1"),
        ["labels of fractions to train on"] = (() => new TensorData(zeros(3, 2), zeros(3)), "int64"),
        ["double precision to train on"] = (() => new TensorData(zeros(3, 2, ScalarType.Float64)), "Float64"),
        ["a negative deviation"] = (() => new GaussianDenoiser(0, -1), "0 or more"),
        ["a mean of NaN"] = (() => new GaussianDenoiser(double.NaN, 1), "NaN"),
        ["an infinite mixture"] = (() => new GaussianMixtureDenoiser([1.0], [double.NaN], [1.0]), "NaN"),
        ["a range of 0"] = (() => new ClippedDenoiser(new GaussianDenoiser(0, 1), 0), "above 0"),
        ["a guidance of NaN"] = (
            () => new GuidedDenoiser(new GaussianDenoiser(0, 1), new GaussianDenoiser(0, 1), double.NaN), "NaN"),
        ["a mixture short of means"] = (() => new GaussianMixtureDenoiser([0.5, 0.5], [0.0], [1, 1]), "2, 1 and 2"),
        ["a mixture short of deviations"] = (() => new GaussianMixtureDenoiser([0.5, 0.5], [0.0, 1], [1]),
            "2, 2 and 1"),
        ["means of two sizes"] = (() => new GaussianMixtureDenoiser([1, 1], [[0.0], [1, 2]], [1, 1]),
            "same number of coordinates"),
        ["a component without weight"] = (() => new GaussianMixtureDenoiser([1, 0], [0.0, 1], [1, 1]), "above 0"),
        ["one negative deviation"] = (() => new GaussianMixtureDenoiser([1, 1], [0.0, 1], [1, -1]), "0 or more"),
        ["a weight of infinity"] = (
            () => new GaussianMixtureDenoiser([1, double.PositiveInfinity], [0.0, 1], [1, 1]), "finite"),
        ["the best of no candidates"] = (() => Ideal().Weigh(zeros(1, 2), Level).Best(0), "1 to 3"),
        ["the best of more candidates than there are"] = (() => Ideal().Weigh(zeros(1, 2), Level).Best(4), "1 to 3"),
        ["labels of a matrix"] = (
            () => Ideal().Weigh(zeros(1, 2), Level).ClassWeights(zeros([3, 1], ScalarType.Int64), 2), "as many labels"),
        ["labels for fewer images"] = (
            () => Ideal().Weigh(zeros(1, 2), Level).ClassWeights(zeros([2], ScalarType.Int64), 2), "as many labels"),
        ["a label beyond the classes"] = (
            () => Ideal().Weigh(zeros(1, 2), Level).ClassWeights(tensor(new long[] { 0, 1, 2 }), 2), "2"),
        ["a ramp of no steps"] = (() => TimestepSpacing.Karras(80, 0.002, 0), "at least 1 step"),
        ["a ramp that rises"] = (() => TimestepSpacing.Karras(1, 2, 5), "Noise has to fall"),
        ["a ramp that stands"] = (() => TimestepSpacing.Karras(1, 1, 5), "Noise has to fall"),
        ["a ramp that ends at 0"] = (() => TimestepSpacing.Karras(1, 0, 5), "end above 0"),
        ["a flow of no steps"] = (() => TimestepSpacing.Flow(0), "at least 1 step"),
        ["a deviation of the data of 0"] = (() => new EdmDenoiser((x, _) => x, 0), "above 0"),
        ["a prediction that is none"] = (() => new TrainingOptions { Prediction = (Prediction)7 }.Check(),
            "There are Epsilon, X0, V and Flow"),
        ["an infinite rate"] = (() => new TrainingOptions { LearningRate = double.PositiveInfinity }.Check(), "finite"),
        ["images of a folder of size 0"] = (() => ImageFolder.Load(".", 3, 0, (_, _, _) => null), "at least 1 pixel"),
        ["an infinite decay"] = (() => new TrainingOptions { WeightDecay = double.PositiveInfinity }.Check(), "finite"),
        ["an angle of NaN"] = (() => NoiseLevel.FromAngle(double.NaN), "NaN"),
        ["an odd number of waves"] = (() => TimeEmbedding.Waves(zeros(2), 3), "even"),
        ["no waves"] = (() => new TimeEmbedding(0, 4), "even"),
        ["data of more classes than the network"] = (() => Train(new UNet(Tiny), Digits8x8.Load()), "class label"),
        ["levels that are none"] = (
            () => LossByLevel.Measure(new GaussianDenoiser(0, 1), zeros(0, 2), [Level], Prediction.V), "[0, 2]"),
    };

    private static readonly NoiseLevel Level = NoiseLevel.FromAlphaBar(0.5, 500);

    private static UNetSizes Tiny => new() { BaseChannels = 8, Multipliers = [1, 2], Classes = 3 };

    public static TheoryData<string> Names => [.. Mistakes.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void AMistakeIsAnsweredInWords(string mistake)
    {
        using var scope = NewDisposeScope();
        var error = Assert.ThrowsAny<ArgumentException>(Mistakes[mistake].Try);
        Assert.Contains(Mistakes[mistake].Words, error.Message);
    }

    private static DatasetDenoiser Ideal() => new(tensor(new[] { 0f, 0, 1, 1, 2, 2 }).reshape(3, 2));

    private static void Ask(Tensor? images = null, Tensor? timesteps = null, Tensor? labels = null, bool dit = false)
    {
        using DenoisingNetwork network = dit
            ? new DiT(new() { ImageSize = 8, Width = 16, Depth = 1, Classes = 3 })
            : new UNet(Tiny);
        network.forward(images ?? zeros(2, 1, 8, 8), timesteps ?? zeros(2), labels);
    }

    private static void Train(DenoisingNetwork network, ITrainingData data)
    {
        using var trainer = new Trainer(network, data, NoiseSchedule.Cosine());
        foreach (var _ in trainer.Train(3)) { }
    }
}
