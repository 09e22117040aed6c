namespace Diffusion.Notebooks;

/// <summary>A sampler that the script knows as well as this library.</summary>
/// <param name="Key">Its key in samplers.js.</param>
/// <param name="Make">The same of this library; it is told the schedule.</param>
internal sealed record SimulatedSampler(string Key, Func<NoiseSchedule, Sampler> Make)
{
    /// <summary>All of them, in the order of samplers.js.</summary>
    public static readonly IReadOnlyList<SimulatedSampler> All =
    [
        new("ddim", _ => new Ddim()), new("euler", _ => new Euler()), new("heun", _ => new Heun()),
        new("dpm2", _ => new Dpm2()),
        new("lms", _ => new Lms()), new("plms", _ => new Plms()), new("pndm", schedule => new Pndm(schedule)),
        new("deis", _ => new Deis()), new("twoM", _ => new DpmSolverMultistep()),
        new("threeS", _ => new DpmSolverSinglestep(order: 3)), new("uniPc", _ => new UniPc(order: 3)),
        new("ddpm", _ => new Ddpm()),
        new("eulerAncestral", _ => new EulerAncestral()), new("sdeTwoM", _ => new DpmSolverMultistep(eta: 1)),
        new("predictorCorrector", _ => new PredictorCorrector()),
    ];

    /// <summary>The one of a key.</summary>
    /// <exception cref="ArgumentException">
    /// The script does not know such a sampler; the message says which it knows.
    /// </exception>
    public static SimulatedSampler Named(string key) => All.FirstOrDefault(sampler => sampler.Key == key)
        ?? throw new ArgumentException(
            $"The simulation has no sampler '{key}'; it has {string.Join(", ", All.Select(sampler => sampler.Key))}.");
}
