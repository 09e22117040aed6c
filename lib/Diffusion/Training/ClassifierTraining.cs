using TorchSharp;
using static TorchSharp.torch;

namespace Diffusion;

/// <summary>How a <see cref="FeatureClassifier"/> learns.</summary>
public static class ClassifierTraining
{
    private const int BatchSize = 64;

    /// <summary>
    /// Trains with AdamW and cross entropy on images that are shifted by up to a fourteenth of their side; yields the
    /// mean loss of each pass.
    /// </summary>
    /// <param name="classifier">Trained in place; in eval mode between the passes.</param>
    /// <param name="data">What to learn.</param>
    /// <param name="passes">How often each image is seen.</param>
    /// <param name="seed">Of order, shifts and mirrors.</param>
    /// <param name="mirror">
    /// Whether half of the images, chosen at random, are mirrored left to right: for photographs, not for digits.
    /// </param>
    /// <exception cref="ArgumentException">
    /// There are not enough images for a batch, or no pass is asked for.
    /// </exception>
    public static IEnumerable<double> Train(
        this FeatureClassifier classifier, LabelledImages data, int passes, ulong seed = 0, bool mirror = false)
    {
        if (passes < 1)
            throw new ArgumentOutOfRangeException(nameof(passes), passes, "Train for at least 1 pass.");
        if (data.Count < BatchSize)
            throw new ArgumentException(
                $"A classifier learns from at least {BatchSize} images, a batch; {data.Name} has {data.Count}.",
                nameof(data));
        return Passes(classifier, data, passes, seed, mirror);
    }

    private static IEnumerable<double> Passes(
        FeatureClassifier classifier, LabelledImages data, int passes, ulong seed, bool mirror)
    {
        var order = new DataOrder(data.Count, seed);
        var steps = data.Count / BatchSize;
        using var weights = new FlatParameters(classifier, withGradients: true);
        using var adam = new AdamW(weights);
        for (var pass = 0; pass < passes; pass++)
        {
            var sum = 0.0;
            classifier.train();
            for (var step = 0; step < steps; step++)
            {
                Interruption.Point();
                using var scope = NewDisposeScope();
                var number = pass * steps + step;
                using var generator = order.GeneratorFor(number);
                using var chance = new SeededChance(generator.initial_seed());
                var (images, labels) = data.Batch(order.Indices(number, BatchSize));
                var side = (long)classifier.Sizes.ImageSize;
                var reach = side / 14;
                var from = randint(0, 2 * reach + 1, [2], ScalarType.Int64, generator: generator).data<long>();
                var moved = nn.functional.pad(images, [reach, reach, reach, reach], PaddingModes.Constant, -1)
                    .narrow(2, from[0], side).narrow(3, from[1], side);
                if (mirror) moved = where(rand([BatchSize, 1, 1, 1], generator: generator) < 0.5, moved.flip(3), moved);
                using var loss = nn.functional.cross_entropy(classifier.forward(moved), labels!);
                loss.backward();
                sum += loss.item<float>();
                var rate = 2e-3 * 0.5 * (1 + Math.Cos(Math.PI * number / (steps * passes)));
                adam.Clip(adam.GradientNorm(), longest: 1);
                adam.Step(rate, 0.01);
            }
            classifier.eval();
            yield return sum / steps;
        }
    }
}
