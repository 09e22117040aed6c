using System.Diagnostics;
using Diffusion;
using TorchSharp;

namespace Course.Training;

/// <summary>How good the images of a model are.</summary>
/// <param name="ReadAsAsked">The share of guided images that the classifier reads as the class asked for.</param>
/// <param name="Distance">The Fréchet distance of unguided images from real ones, in the classifier's features.</param>
internal sealed record Quality(double ReadAsAsked, double Distance);

/// <summary>
/// Says how good drawn images are, with a classifier that was trained apart on the same kind of images.
/// </summary>
internal sealed class Judge : IDisposable
{
    /// <summary>
    /// How many images each figure is taken from; the distance depends on it, so it is the same everywhere.
    /// </summary>
    public const int Images = 256;

    private const int GuidedSteps = 10, FreeSteps = 25;
    private readonly FeatureClassifier classifier;
    private readonly torch.Tensor realFeatures;

    private Judge(FeatureClassifier classifier, LabelledImages real)
    {
        this.classifier = classifier;
        realFeatures = Features(real);
    }

    /// <summary>The judge for a data set; null where there is no classifier for it.</summary>
    public static Judge? For(LabelledImages data) =>
        Classifier(data) is { } classifier ? new(classifier, data.Take(10_000)) : null;

    /// <summary>The classifier of a data set; null where there is none. Owned by the caller.</summary>
    public static FeatureClassifier? Classifier(LabelledImages data) => DatasetCatalogue.JudgeOf(data);

    /// <summary>What the data sets that have a judge are called in a command.</summary>
    public static IEnumerable<string> Keys =>
        DatasetCatalogue.All.Where(entry => entry.Judge is not null).Select(entry => entry.Key);

    /// <summary>What as many real images, which the model never saw, score.</summary>
    public double DistanceOfReal(LabelledImages unseen)
    {
        using var features = Features(unseen.Take(Images));
        return FrechetDistance.Between(features, realFeatures);
    }

    /// <summary>Draws images, always from the same noise, and measures them.</summary>
    public Quality Measure(TrainedModel model)
    {
        using var scope = torch.NewDisposeScope();
        var labels = Labels(model, Images);
        if (model.IsOneStep)
        {
            var drawn = Draw(model.DenoiserFor(labels), model, Images, steps: 1).cpu();
            return new(classifier.Accuracy(drawn, labels.cpu()),
                FrechetDistance.Between(classifier.AllFeatures(drawn), realFeatures));
        }
        var guided = Draw(model.DenoiserFor(labels, guidance: 2), model, Images, GuidedSteps);
        var free = Draw(model.DenoiserFor(labels), model, Images, FreeSteps);
        return new(classifier.Accuracy(guided.cpu(), labels.cpu()),
            FrechetDistance.Between(classifier.AllFeatures(free.cpu()), realFeatures));
    }

    /// <summary>How long 64 guided images of 10 steps take; a student's one step.</summary>
    public static TimeSpan TimeToDraw64(TrainedModel model)
    {
        using var scope = torch.NewDisposeScope();
        var labels = Labels(model, 64);
        var clock = Stopwatch.StartNew();
        if (model.IsOneStep) Draw(model.DenoiserFor(labels), model, 64, steps: 1);
        else Draw(model.DenoiserFor(labels, guidance: 2), model, 64, GuidedSteps);
        return clock.Elapsed;
    }

    /// <summary>Frees the classifier and the features.</summary>
    public void Dispose()
    {
        classifier.Dispose();
        realFeatures.Dispose();
    }

    private static torch.Tensor Labels(TrainedModel model, int count) =>
        torch.arange(count).remainder(model.Network.Classes)
            .to(torch.ScalarType.Int64, model.Network.parameters().First().device);

    private static torch.Tensor Draw(IDenoiser denoiser, TrainedModel model, int count, int steps)
    {
        using var noise = model.Noise(count, seed: 0);
        using var samples = new Ddim().Run(denoiser, noise, TimestepSpacing.Trailing(model.Schedule, steps));
        return model.ToImages(samples);
    }

    private torch.Tensor Features(LabelledImages images)
    {
        using var pixels = images.Images();
        return classifier.AllFeatures(pixels);
    }
}
