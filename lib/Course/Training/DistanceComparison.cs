using System.Globalization;
using Diffusion;
using TorchSharp;

namespace Course.Training;

/// <summary>
/// The Fréchet distances of several models that learned the same images, from many samples and several seeds: told the
/// class but without guidance, DDIM. Each model's is compared with the first one's, with a 95 % interval from the
/// bootstrap over images; beside it stand the copies that a latent model's own VAE makes of real images.
/// </summary>
internal sealed class DistanceComparison : IDisposable
{
    private const int Steps = 25, Part = 250, Rounds = 400;
    private readonly FeatureClassifier classifier;
    private readonly LabelledImages unseen;
    private readonly torch.Tensor realFeatures;
    private readonly int samples, seeds;
    private readonly TextWriter output;
    private torch.Tensor[]? first;

    /// <summary>Prepares to compare.</summary>
    /// <param name="classifier">Stays the caller's.</param>
    /// <param name="real">The images that distances are measured to.</param>
    /// <param name="unseen">Images that no model saw, for the copies.</param>
    /// <param name="samples">Images of each model and seed.</param>
    /// <param name="seeds">How many.</param>
    /// <param name="output">Where the table goes.</param>
    public DistanceComparison(FeatureClassifier classifier, LabelledImages real, LabelledImages unseen, int samples,
        int seeds, TextWriter output)
    {
        (this.classifier, this.unseen, this.samples, this.seeds, this.output) = (classifier, unseen, samples,
            seeds, output);
        using var pixels = real.Take(10_000).Images();
        realFeatures = classifier.AllFeatures(pixels);
        output.WriteLine(
            $"{samples} images for each of {seeds} seeds, guidance 1, DDIM, {Steps} steps; distances to "
            + $"{realFeatures.shape[0]} real images; 95 % intervals.");
        output.WriteLine($"{"model",-44} {"distances",-28} ratio to the first");
    }

    /// <summary>A model's row; with a VAE, a row for its copies of real images and their ratio as well.</summary>
    public void Write(string name, TrainedModel model)
    {
        var features = Enumerable.Range(0, seeds).Select(seed => Drawn(model, (ulong)seed)).ToArray();
        Row(name, features, first);
        if (model.Autoencoder is { } vae)
        {
            var copies = Enumerable.Range(0, seeds).Select(seed => Copied(vae, seed)).ToArray();
            Row("  copies of real images by its VAE", copies, first);
            Row("  samples against these copies", features, copies);
            foreach (var copy in copies) copy.Dispose();
        }
        if (first is null) first = features;
        else foreach (var each in features) each.Dispose();
    }

    private void Row(string name, torch.Tensor[] features, torch.Tensor[]? against)
    {
        var words = string.Join(", ", features.Select(
            each => FrechetDistance.Between(each, realFeatures).ToString("0.00", CultureInfo.InvariantCulture)));
        output.WriteLine($"{name,-44} {words,-28} {(against is null ? "" : Ratio(features, against))}".TrimEnd());
    }

    /// <summary>
    /// The mean distance over seeds against that of others. The basic bootstrap: all sets are drawn again, with
    /// replacement, and the interval mirrors what that did to the ratio.
    /// </summary>
    private Estimate Ratio(torch.Tensor[] features, torch.Tensor[] against)
    {
        using var generator = new torch.Generator(1);
        double Of(torch.Tensor[] ones, torch.Tensor[] others, torch.Tensor to) =>
            ones.Sum(one => FrechetDistance.Between(one, to)) / others.Sum(other => FrechetDistance.Between(other, to));
        torch.Tensor Again(torch.Tensor set) => set.index_select(
            0, torch.randint(0, set.shape[0], [set.shape[0]], torch.ScalarType.Int64, generator: generator));
        var value = Of(features, against, realFeatures);
        var again = new double[Rounds];
        for (var i = 0; i < Rounds; i++)
        {
            using var scope = torch.NewDisposeScope();
            again[i] = Of([.. features.Select(Again)], [.. against.Select(Again)], Again(realFeatures));
        }
        Array.Sort(again);
        return new(value, 2 * value - again[(int)(0.975 * Rounds)], 2 * value - again[(int)(0.025 * Rounds)]);
    }

    private torch.Tensor Drawn(TrainedModel model, ulong seed)
    {
        using var scope = torch.NewDisposeScope();
        using var noGrad = torch.no_grad();
        var noise = model.Noise(samples, seed);
        var levels = TimestepSpacing.Trailing(model.Schedule, Steps);
        List<torch.Tensor> parts = [];
        for (var from = 0; from < samples; from += Part)
        {
            var count = Math.Min(Part, samples - from);
            var labels = (torch.arange(count) + from).remainder(model.Network.Classes).to(torch.ScalarType.Int64);
            using var drawn = new Ddim().Run(model.DenoiserFor(labels), noise.narrow(0, from, count), levels);
            parts.Add(classifier.AllFeatures(model.ToImages(drawn)));
        }
        return torch.cat(parts).MoveToOuterDisposeScope();
    }

    /// <summary>What the VAE makes of unseen images: others for each seed, as far as there are others.</summary>
    private torch.Tensor Copied(Vae vae, int seed)
    {
        using var scope = torch.NewDisposeScope();
        var images =
            unseen.Subset([.. Enumerable.Range(seed * samples, samples).Select(i => i % unseen.Count)]).Images();
        return classifier.AllFeatures(vae.Reconstruct(images)).MoveToOuterDisposeScope();
    }

    /// <summary>Frees the features.</summary>
    public void Dispose()
    {
        realFeatures.Dispose();
        foreach (var each in first ?? []) each.Dispose();
    }
}
