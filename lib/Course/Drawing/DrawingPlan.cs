using Diffusion;

namespace Course.Drawing;

/// <summary>What <c>course draw</c> was asked to do.</summary>
/// <param name="Model">A model of the course, or a file.</param>
/// <param name="Asked">Sentences or names of classes.</param>
/// <param name="Not">What the pictures shall not show, as <paramref name="Asked"/>; null: nothing is said.</param>
/// <param name="Count">Pictures of each.</param>
/// <param name="Seed">Of the noise that the pictures begin with.</param>
/// <param name="Guidance">See <see cref="GuidedDenoiser"/>; null: 2.5, and 1 for a student of one step.</param>
/// <param name="Steps">How many; null: 20, and 1 for a student of one step.</param>
/// <param name="Sampler">A name of <see cref="Samplers"/>.</param>
/// <param name="PixelSize">Side of a pixel of the picture, in pixels of the file.</param>
/// <param name="IsFilm">Whether the file is an animated PNG that shows every step.</param>
/// <param name="Path">The PNG file; null: named after the model, beside what is there.</param>
internal sealed record DrawingPlan(
    string Model, IReadOnlyList<string> Asked, string? Not, int Count, ulong Seed, double? Guidance, int? Steps,
    string Sampler, int PixelSize, bool IsFilm, string? Path)
{
    /// <summary>The samplers that can be named.</summary>
    public static IReadOnlyDictionary<string, Diffusion.Sampler> Samplers { get; } =
        new Dictionary<string, Diffusion.Sampler>
    {
        ["ddim"] = new Ddim(),
        ["ddpm"] = new Ddpm(),
        ["dpm-solver"] = new DpmSolverMultistep(),
        ["unipc"] = new UniPc(),
        ["heun"] = new Heun(),
        ["euler-ancestral"] = new EulerAncestral(),
        ["consistency"] = new Consistency(),
    };

    /// <summary>The guidance for a model.</summary>
    public double GuidanceOf(TrainedModel model) => Guidance ?? (model.IsOneStep ? 1 : 2.5);

    /// <summary>The number of steps for a model.</summary>
    public int StepsOf(TrainedModel model) => Steps ?? (model.IsOneStep ? 1 : 20);
}
