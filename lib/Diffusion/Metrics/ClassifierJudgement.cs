using static TorchSharp.torch;

namespace Diffusion;

/// <summary>
/// Judges images with a trained classifier: it says which class a drawn image shows, and its features measure with
/// <see cref="FrechetDistance"/> how near drawn images are to real ones.
/// </summary>
public static class ClassifierJudgement
{
    /// <summary>The class that each image most looks like: [B], int64.</summary>
    public static Tensor Classify(this FeatureClassifier classifier, Tensor images)
    {
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        return cat([.. images.split(500).Select(part => classifier.forward(part).argmax(1))]).MoveToOuterDisposeScope();
    }

    /// <summary>The features of many images, computed a part at a time, without gradients.</summary>
    public static Tensor AllFeatures(this FeatureClassifier classifier, Tensor images)
    {
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        return cat([.. images.split(500).Select(classifier.Features)]).MoveToOuterDisposeScope();
    }

    /// <summary>The share of images, 0 to 1, that look most like the class they should show.</summary>
    public static double Accuracy(this FeatureClassifier classifier, Tensor images, Tensor labels)
    {
        if (labels.dim() != 1 || labels.shape[0] != images.shape[0])
            throw new ArgumentException(
                $"{images.shape[0]} images need as many labels, not [{string.Join(", ", labels.shape)}].",
                nameof(labels));
        using var scope = NewDisposeScope();
        return classifier.Classify(images).eq(labels).to(ScalarType.Float32).mean().item<float>();
    }
}
