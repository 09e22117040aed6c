using System.Text.Json;
using TorchSharp;
using static TorchSharp.torch;

namespace Diffusion;

/// <summary>
/// A small convolutional classifier whose last hidden layer serves as features: it says which class a drawn image shows,
/// and measures with Fréchet distance how near drawn images are to real ones.
/// </summary>
public sealed class FeatureClassifier : nn.Module<Tensor, Tensor>
{
    /// <summary>How many features an image has.</summary>
    public const int FeatureCount = 64;

    private const string Word = "classifier";
    private const int BatchSize = 64;
    private readonly FeatureClassifierSizes sizes;
    private readonly nn.Module<Tensor, Tensor> conv1, norm1, conv2, norm2, conv3, norm3, dense, exit;

    /// <summary>A classifier with fresh weights.</summary>
    /// <exception cref="ArgumentException">The sizes make no classifier; the message says which.</exception>
    public FeatureClassifier(FeatureClassifierSizes? sizes = null) : base(nameof(FeatureClassifier))
    {
        this.sizes = sizes ??= new();
        sizes.Check();
        var (width, reduced) = (sizes.Width, sizes.ImageSize / 4);
        (conv1, norm1) = (new Layers.Conv(sizes.ImageChannels, width), new Layers.Norm(width));
        (conv2, norm2) = (new Layers.Conv(width, 2 * width), new Layers.Norm(2 * width));
        (conv3, norm3) = (new Layers.Conv(2 * width, 2 * width), new Layers.Norm(2 * width));
        dense = new Layers.Dense(2 * width * reduced * reduced, FeatureCount);
        exit = new Layers.Dense(FeatureCount, sizes.Classes);
        RegisterComponents();
    }

    /// <summary>The score of each class: images [B, C, H, W] in [-1, 1] in, [B, classes] out.</summary>
    public override Tensor forward(Tensor images)
    {
        using var scope = NewDisposeScope();
        return exit.forward(Features(images)).MoveToOuterDisposeScope();
    }

    /// <summary>The features of images [B, C, H, W] in [-1, 1]: [B, 64], 0 or more.</summary>
    /// <exception cref="ArgumentException">The images are not of the size the classifier was made for.</exception>
    public Tensor Features(Tensor images)
    {
        if (images.dim() != 4 || images.shape[0] == 0 || images.shape[1] != sizes.ImageChannels || images.shape[2] != sizes.ImageSize || images.shape[3] != sizes.ImageSize)
            throw new ArgumentException(
                $"Give images [B, {sizes.ImageChannels}, {sizes.ImageSize}, {sizes.ImageSize}], at least one, not [{string.Join(", ", images.shape)}].", nameof(images));
        using var scope = NewDisposeScope();
        var hidden = nn.functional.max_pool2d(nn.functional.relu(norm1.forward(conv1.forward(images))), 2);
        hidden = nn.functional.max_pool2d(nn.functional.relu(norm2.forward(conv2.forward(hidden))), 2);
        hidden = nn.functional.relu(norm3.forward(conv3.forward(hidden)));
        if (sizes.Dropout > 0) hidden = nn.functional.dropout(hidden, sizes.Dropout, training);
        return nn.functional.relu(dense.forward(hidden.flatten(1))).MoveToOuterDisposeScope();
    }

    /// <summary>The class that each image most looks like: [B], int64.</summary>
    public Tensor Classify(Tensor images)
    {
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        return cat([.. images.split(500).Select(part => forward(part).argmax(1))]).MoveToOuterDisposeScope();
    }

    /// <summary>The features of many images, computed a part at a time, without gradients.</summary>
    public Tensor AllFeatures(Tensor images)
    {
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        return cat([.. images.split(500).Select(Features)]).MoveToOuterDisposeScope();
    }

    /// <summary>The share of images, 0 to 1, that look most like the class they should show.</summary>
    public double Accuracy(Tensor images, Tensor labels)
    {
        if (labels.dim() != 1 || labels.shape[0] != images.shape[0])
            throw new ArgumentException(
                $"{images.shape[0]} images need as many labels, not [{string.Join(", ", labels.shape)}].", nameof(labels));
        using var scope = NewDisposeScope();
        return Classify(images).eq(labels).to(ScalarType.Float32).mean().item<float>();
    }

    /// <summary>
    /// Trains with AdamW and cross entropy on images that are shifted by up to a fourteenth of their side; yields the mean
    /// loss of each pass.
    /// </summary>
    /// <param name="data">What to learn.</param>
    /// <param name="passes">How often each image is seen.</param>
    /// <param name="seed">Of order, shifts and mirrors.</param>
    /// <param name="mirror">Whether half of the images, chosen at random, are mirrored left to right: for photographs, not for digits.</param>
    /// <exception cref="ArgumentException">There are not enough images for a batch, or no pass is asked for.</exception>
    public IEnumerable<double> Train(LabelledImages data, int passes, ulong seed = 0, bool mirror = false)
    {
        if (passes < 1) throw new ArgumentOutOfRangeException(nameof(passes), passes, "Train for at least 1 pass.");
        if (data.Count < BatchSize)
            throw new ArgumentException($"A classifier learns from at least {BatchSize} images, a batch; {data.Name} has {data.Count}.", nameof(data));
        return Passes(data, passes, seed, mirror);
    }

    private IEnumerable<double> Passes(LabelledImages data, int passes, ulong seed, bool mirror)
    {
        var order = new DataOrder(data.Count, seed);
        var steps = data.Count / BatchSize;
        using var weights = new FlatParameters(this, withGradients: true);
        using var adam = new AdamW(weights);
        for (var pass = 0; pass < passes; pass++)
        {
            var sum = 0.0;
            train();
            for (var step = 0; step < steps; step++)
            {
                using var scope = NewDisposeScope();
                var number = pass * steps + step;
                using var generator = order.GeneratorFor(number, CPU);
                using var chance = new SeededChance(generator.initial_seed());
                var (images, labels) = data.Batch(order.Indices(number, BatchSize));
                long reach = sizes.ImageSize / 14, side = sizes.ImageSize;
                var from = randint(0, 2 * reach + 1, [2], ScalarType.Int64, generator: generator).data<long>();
                var moved = nn.functional.pad(images, [reach, reach, reach, reach], PaddingModes.Constant, -1)
                    .narrow(2, from[0], side).narrow(3, from[1], side);
                if (mirror) moved = where(rand([BatchSize, 1, 1, 1], generator: generator) < 0.5, moved.flip(3), moved);
                using var loss = nn.functional.cross_entropy(forward(moved), labels!);
                loss.backward();
                sum += loss.item<float>();
                var rate = 2e-3 * 0.5 * (1 + Math.Cos(Math.PI * number / (steps * passes)));
                adam.Clip(adam.GradientNorm(), longest: 1);
                adam.Step(rate, 0.01);
            }
            eval();
            yield return sum / steps;
        }
    }

    /// <summary>Saves a safetensors file, whole or not at all.</summary>
    /// <param name="path">Where.</param>
    /// <param name="type">How the weights are stored.</param>
    /// <param name="story">How it was made, by keyword.</param>
    public void Save(string path, ScalarType type = ScalarType.Float32, IReadOnlyDictionary<string, string>? story = null)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        var words = new Dictionary<string, string>(story ?? new Dictionary<string, string>()) { [Word] = JsonSerializer.Serialize(sizes) };
        Safetensors.Save(path, state_dict().ToDictionary(pair => pair.Key, pair => pair.Value.to(type)), words);
    }

    /// <summary>Reads the bytes of a file that <see cref="Save"/> made.</summary>
    /// <param name="bytes">All of it.</param>
    /// <param name="name">What to call it in messages.</param>
    /// <exception cref="InvalidDataException">It is damaged, or no classifier.</exception>
    public static FeatureClassifier Parse(ReadOnlySpan<byte> bytes, string name)
    {
        using var file = Safetensors.Parse(bytes, name);
        if (!file.Metadata.TryGetValue(Word, out var sizes)) throw new InvalidDataException($"'{name}' is no classifier of this library.");
        try
        {
            var classifier = new FeatureClassifier(Networks.Read<FeatureClassifierSizes>(sizes));
            Networks.LoadWeights(classifier, file.Tensors, "", name);
            classifier.eval();
            return classifier;
        }
        catch (Exception e) when (e is JsonException or ArgumentException)
        {
            throw new InvalidDataException($"'{name}': '{sizes}' are no sizes of a classifier: {e.Message}", e);
        }
    }
}
