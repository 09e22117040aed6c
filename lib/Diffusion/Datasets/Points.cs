using static TorchSharp.torch;

namespace Diffusion;

/// <summary>
/// Sets of points in the plane, [N, 2], about as large as unit noise: small enough to train on in seconds, and each is
/// a mixture of round Gaussians, so that the perfect answer to every noisy point is known exactly.
/// </summary>
public static class Points
{
    /// <summary>A spiral of one and a half turns.</summary>
    public static GaussianMixtureDenoiser Spiral(double thickness = 0.03) => Curve(200, thickness, u =>
    {
        // √u spaces the centres evenly along the curve, whose length grows with the square of the angle.
        var angle = 3 * Math.PI * Math.Sqrt(u);
        return [angle / 4.6 * Math.Cos(angle), angle / 4.6 * Math.Sin(angle)];
    });

    /// <summary>Two half moons that reach into each other.</summary>
    public static GaussianMixtureDenoiser Moons(double thickness = 0.06) => Curve(120, thickness, u =>
    {
        var angle = Math.PI * (u < 0.5 ? 2 * u : 2 * u - 1);
        return u < 0.5
            ? [1.2 * Math.Cos(angle) - 0.6, 1.2 * Math.Sin(angle) - 0.3]
            : [0.6 - 1.2 * Math.Cos(angle), 0.3 - 1.2 * Math.Sin(angle)];
    });

    /// <summary>A circle.</summary>
    public static GaussianMixtureDenoiser Ring(double radius = 1.4, double thickness = 0.05) => Curve(120, thickness,
        u => [radius * Math.Cos(2 * Math.PI * u), radius * Math.Sin(2 * Math.PI * u)]);

    /// <summary>Blobs of equal weight, evenly on a circle.</summary>
    public static GaussianMixtureDenoiser Blobs(int count = 8, double radius = 1.4, double thickness = 0.12) => Curve(
        count, thickness,
        u => [radius * Math.Cos(2 * Math.PI * u), radius * Math.Sin(2 * Math.PI * u)]);

    /// <summary>
    /// Two blobs, left and right: the smallest set on which an average is a point that does not exist.
    /// </summary>
    public static GaussianMixtureDenoiser Pair(double distance = 2, double thickness = 0.1) => Curve(2, thickness,
        u => [u < 0.5 ? -distance / 2 : distance / 2, 0]);

    /// <summary>Draws <paramref name="count"/> points, [count, 2]; the same seed gives the same points.</summary>
    public static Tensor Draw(this GaussianMixtureDenoiser set, int count, ulong seed)
    {
        using var generator = new Generator(seed);
        return set.Draw(count, generator);
    }

    private static GaussianMixtureDenoiser Curve(int centres, double thickness, Func<double, double[]> at)
    {
        if (!(thickness > 0))
            throw new ArgumentOutOfRangeException(nameof(thickness), thickness, "A thickness is above 0.");
        if (centres < 1) throw new ArgumentOutOfRangeException(nameof(centres), centres, "There is at least 1 blob.");
        var places = Enumerable.Range(0, centres).Select(i => at((double)i / centres)).ToArray();
        return new([.. places.Select(_ => 1.0)], places, [.. places.Select(_ => thickness)]);
    }
}
