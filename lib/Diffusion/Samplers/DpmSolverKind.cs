namespace Diffusion;

/// <summary>Which of the denoiser's two answers a solver takes to change slowly along the path.</summary>
public enum DpmSolverKind
{
    /// <summary>
    /// The clean image: DPM-Solver++ (Lu et al., 2022b). Steady under strong guidance, and at the end of the path.
    /// </summary>
    Data,

    /// <summary>The noise: DPM-Solver (Lu et al., 2022a).</summary>
    Noise,
}

/// <summary>How a step uses the slope of the answers.</summary>
public enum DpmSolverRule
{
    /// <summary>Half of the slope's effect over the step: the midpoint rule.</summary>
    Midpoint,

    /// <summary>The slope's exact integral: in the papers' code "heun" or "taylor".</summary>
    Heun,

    /// <summary>
    /// Midpoint, but the last inner point of single-step order 3 by the integral, as in the paper (algorithm 2), not in
    /// diffusers.
    /// </summary>
    Paper,
}
