namespace Diffusion;

/// <summary>
/// The ways to write the road from image to noise: the same levels, held at other sizes. <see cref="NoiseLevel.On"/>
/// translates.
/// </summary>
public enum NoisePath
{
    /// <summary>Alpha² + Sigma² = 1: what networks of this library see (Ho et al., 2020).</summary>
    VariancePreserving,

    /// <summary>Alpha = 1: the image stays, noise is added (Song et al., 2021; EDM; k-diffusion).</summary>
    VarianceExploding,

    /// <summary>
    /// Alpha + Sigma = 1: the straight line of rectified flow (Liu et al., 2022). This is what "flow" means everywhere
    /// here: <see cref="NoiseSchedule.Flow"/> and <see cref="TimestepSpacing.Flow"/> are levels of this line, and
    /// <see cref="Prediction.Flow"/> is the velocity along it.
    /// </summary>
    Flow,
}
