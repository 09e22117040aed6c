using TorchSharp;
using static TorchSharp.torch;

namespace Diffusion;

/// <summary>
/// A small convolutional classifier whose last hidden layer serves as features. <see cref="ClassifierTraining"/> trains
/// it, <see cref="ClassifierJudgement"/> judges drawn images with it, <see cref="ClassifierFile"/> keeps it.
/// </summary>
public sealed class FeatureClassifier : nn.Module<Tensor, Tensor>
{
    /// <summary>How many features an image has.</summary>
    public const int FeatureCount = 64;

    private readonly nn.Module<Tensor, Tensor> conv1, norm1, conv2, norm2, conv3, norm3, dense, exit;

    /// <summary>A classifier with fresh weights.</summary>
    /// <exception cref="ArgumentException">The sizes make no classifier; the message says which.</exception>
    public FeatureClassifier(FeatureClassifierSizes? sizes = null) : base(nameof(FeatureClassifier))
    {
        Sizes = sizes ??= new();
        sizes.Check();
        var (width, reduced) = (sizes.Width, sizes.ImageSize / 4);
        (conv1, norm1) = (new Layers.Conv(sizes.ImageChannels, width), new Layers.Norm(width));
        (conv2, norm2) = (new Layers.Conv(width, 2 * width), new Layers.Norm(2 * width));
        (conv3, norm3) = (new Layers.Conv(2 * width, 2 * width), new Layers.Norm(2 * width));
        dense = new Layers.Dense(2 * width * reduced * reduced, FeatureCount);
        exit = new Layers.Dense(FeatureCount, sizes.Classes);
        RegisterComponents();
    }

    /// <summary>What it was made with.</summary>
    public FeatureClassifierSizes Sizes { get; }

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
        if (images.dim() != 4 || images.shape[0] == 0 || images.shape[1] != Sizes.ImageChannels
            || images.shape[2] != Sizes.ImageSize || images.shape[3] != Sizes.ImageSize)
            throw new ArgumentException(
                $"Give images [B, {Sizes.ImageChannels}, {Sizes.ImageSize}, {Sizes.ImageSize}], at least one, not "
                + $"[{string.Join(", ", images.shape)}].", nameof(images));
        using var scope = NewDisposeScope();
        var hidden = nn.functional.max_pool2d(Maps(images)[1], 2);
        hidden = nn.functional.relu(norm3.forward(conv3.forward(hidden)));
        if (Sizes.Dropout > 0) hidden = nn.functional.dropout(hidden, Sizes.Dropout, training);
        return nn.functional.relu(dense.forward(hidden.flatten(1))).MoveToOuterDisposeScope();
    }

    /// <summary>
    /// What the first two layers see in images: [B, W, H, W] at full size and [B, 2 W, H / 2, W / 2] at half, both
    /// owned by the caller.
    /// </summary>
    internal Tensor[] Maps(Tensor images)
    {
        using var scope = NewDisposeScope();
        var fine = nn.functional.relu(norm1.forward(conv1.forward(images)));
        var coarse = nn.functional.relu(norm2.forward(conv2.forward(nn.functional.max_pool2d(fine, 2))));
        return [fine.MoveToOuterDisposeScope(), coarse.MoveToOuterDisposeScope()];
    }
}
