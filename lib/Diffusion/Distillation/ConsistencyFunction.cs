using static TorchSharp.torch;

namespace Diffusion;

/// <summary>
/// A network as a consistency function: from an image at any noise level straight to the clean one,
/// <c>f(x, t) = skip(t) · x + out(t) · F(x, t)</c> with skip 1 and out 0 where no noise is left (Song et al.,
/// "Consistency Models", 2023, equation 5): at its end, an image is its own answer.
/// </summary>
/// <remarks>
/// For a network that predicts a velocity, reading the clean image out of its answer is such a pair of weights already.
/// So a trained model is a student without any change, and its student is read by everything that reads the model. A
/// network of EDM's kind has <see cref="ConsistencyDenoiser"/>, a latent consistency model <see cref="LcmDenoiser"/>.
/// </remarks>
public sealed class ConsistencyFunction
{
    private readonly DenoisingNetwork network;
    private readonly Prediction prediction;
    private readonly NoiseSchedule schedule;

    /// <summary>Wraps a network; it stays the caller's.</summary>
    /// <param name="network">F.</param>
    /// <param name="prediction">V or Flow.</param>
    /// <param name="schedule">The noise levels of F's timesteps.</param>
    /// <exception cref="ArgumentException">A predicted noise or image has no weights that end at 1 and 0.</exception>
    public ConsistencyFunction(DenoisingNetwork network, Prediction prediction, NoiseSchedule schedule)
    {
        if (prediction is not (Prediction.V or Prediction.Flow))
            throw new ArgumentException(
                $"A consistency function needs a network that predicts V or Flow, not {prediction}: "
                + (prediction == Prediction.Epsilon
                    ? "at pure noise a predicted noise says nothing about the image."
                    : "a predicted image is not the image itself where no noise is left."), nameof(prediction));
        (this.network, this.prediction, this.schedule) = (network, prediction, schedule);
    }

    /// <summary>
    /// The weights of the image and of the network's answer at a level: 1 and 0 at <see cref="NoiseLevel.Clean"/>.
    /// </summary>
    /// <param name="prediction">V or Flow.</param>
    /// <param name="level">Of any path.</param>
    public static (double Skip, double Out) Weights(Prediction prediction, NoiseLevel level) => prediction switch
    {
        Prediction.V => (level.Alpha, -level.Sigma),
        Prediction.Flow => (1 / (level.Alpha + level.Sigma), -level.Sigma / (level.Alpha + level.Sigma)),
        _ => throw new ArgumentException(
            $"There are no such weights for {prediction}, only for V and Flow.", nameof(prediction)),
    };

    /// <summary>f(x, t) for images of one level.</summary>
    /// <param name="x">[B, ...], at the size of the level's weights.</param>
    /// <param name="level">Of the schedule, or <see cref="NoiseLevel.Clean"/>.</param>
    /// <param name="condition">What is told about each image, or null.</param>
    /// <returns>[B, ...], with gradients where they are enabled; owned by the caller.</returns>
    public Tensor Answer(Tensor x, NoiseLevel level, Tensor? condition = null)
    {
        using var scope = NewDisposeScope();
        var timesteps = full([x.shape[0]], schedule.TimestepOf(level), ScalarType.Float32, x.device);
        var (skip, scale) = Weights(prediction, level);
        return (skip * x + scale * network.forward(x, timesteps, condition)).MoveToOuterDisposeScope();
    }

    /// <summary>f(x, t) for images that have a level each.</summary>
    /// <param name="x">[B, ...].</param>
    /// <param name="timesteps">[B], float; anything where sigma is 0.</param>
    /// <param name="alpha">[B, 1, ...], the weight of each image.</param>
    /// <param name="sigma">[B, 1, ...], the weight of its noise; 0 is no noise.</param>
    /// <param name="condition">What is told about each image, or null.</param>
    public Tensor Answer(Tensor x, Tensor timesteps, Tensor alpha, Tensor sigma, Tensor? condition)
    {
        using var scope = NewDisposeScope();
        var answer = network.forward(x, timesteps, condition);
        var x0 = prediction == Prediction.V
            ? alpha * x - sigma * answer : (x - sigma * answer) / (alpha + sigma);
        return x0.MoveToOuterDisposeScope();
    }

    /// <summary>A picture from pure noise in one call: f at the schedule's last level.</summary>
    /// <param name="noise">[B, ...], of unit variance.</param>
    /// <param name="condition">What is told about each image, or null.</param>
    public Tensor Generate(Tensor noise, Tensor? condition = null) => Answer(noise, schedule[^1], condition);
}
