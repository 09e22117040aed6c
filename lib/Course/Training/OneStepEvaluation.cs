using System.Globalization;
using Diffusion;
using TorchSharp;

namespace Course.Training;

/// <summary>
/// The table of <c>course evaluate</c> for students that draw in one step: beside their teacher with few and many
/// steps, the class means, and real images.
/// </summary>
internal sealed class OneStepEvaluation : IDisposable
{
    private static readonly int[] TeacherSteps = [1, 2, 4, 25];
    private readonly TextWriter output;
    private readonly LabelledImages data;
    private readonly FeatureClassifier classifier;
    private readonly torch.Tensor images, reference, compared, labels;
    private readonly int count;

    /// <summary>Reads the real images.</summary>
    /// <param name="data">What the teacher learned, at least 600 images.</param>
    /// <param name="classifier">Reads and compares images; freed with this.</param>
    /// <param name="output">Where the table goes.</param>
    /// <param name="count">Images of each row.</param>
    public OneStepEvaluation(LabelledImages data, FeatureClassifier classifier, TextWriter output, int count = 2000)
    {
        (this.data, this.classifier, this.output, this.count) = (data, classifier, output,
            Math.Min(count, data.Count / 3));
        images = data.Images();
        using var features = classifier.AllFeatures(images);
        // The first ones are a row of the table; the next are what recall looks for; all but the first are the measure.
        reference = features.narrow(0, this.count, data.Count - this.count).clone();
        compared = features.narrow(0, this.count, this.count).clone();
        labels = torch.arange(this.count).remainder(data.Classes.Count).to(torch.ScalarType.Int64);
    }

    /// <summary>The names of the columns, and the rows that belong to no student.</summary>
    public void WriteHead(TrainedModel teacher)
    {
        output.WriteLine(
            $"{count:N0} images each. Fréchet distance, precision and recall in a classifier's features, from real "
                + "images; copies: nearer to a training image than 99 of 100 of those to each other.");
        output.WriteLine(
            $"{"one step",-28} {"calls",5} {"read as asked",13} {"distance",9} {"precision",9} {"recall",7} "
            + $"{"copies",7}");
        using var scope = torch.NewDisposeScope();
        var own = data.Take(count);
        Write("real images", "", own.Images(), own.Labels(), isDrawn: false);
        Write("class means", "", torch.stack(
            [.. Enumerable.Range(0, data.Classes.Count).Select(label => data.OfClass(label).Images().mean([0]))])
            .index_select(0, labels), labels, isDrawn: false);
        foreach (var steps in TeacherSteps)
            Write("teacher", steps.ToString(CultureInfo.InvariantCulture), Draw(teacher, steps), labels);
    }

    /// <summary>The row of a student.</summary>
    public void Write(string name, TrainedModel student)
    {
        using var scope = torch.NewDisposeScope();
        Write(name, "1", Draw(student, 1), labels);
    }

    /// <summary>Frees the images and the classifier.</summary>
    public void Dispose()
    {
        foreach (var part in new[] { images, reference, compared, labels }) part.Dispose();
        classifier.Dispose();
    }

    private torch.Tensor Draw(TrainedModel model, int steps)
    {
        using var scope = torch.NewDisposeScope();
        var noise = model.Noise(count, seed: 0);
        var levels = TimestepSpacing.Trailing(model.Schedule, steps);
        List<torch.Tensor> drawn = [];
        foreach (var (part, told) in noise.split(200).Zip(labels.to(noise.device).split(200)))
            drawn.Add(new Ddim().Run(model.DenoiserFor(told), part, levels).clamp(-1, 1));
        return torch.cat([.. drawn]).cpu().MoveToOuterDisposeScope();
    }

    private void Write(string name, string calls, torch.Tensor drawn, torch.Tensor asked, bool isDrawn = true)
    {
        using var features = classifier.AllFeatures(drawn);
        var (precision, recall) = PrecisionRecall.Between(compared, features);
        var copies =
            isDrawn ? CopyCheck.Of(drawn, images).CopyShare.ToString("0.000", CultureInfo.InvariantCulture) : "";
        output.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{name,-28} {calls,5} {classifier.Accuracy(drawn, asked),13:0.000} "
            + $"{FrechetDistance.Between(features, reference),9:0.0} {precision,9:0.000} {recall,7:0.000} {copies,7}"));
    }
}
