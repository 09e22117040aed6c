namespace Diffusion;

/// <summary>
/// One step of an exponential integrator in λ, the form of DPM-Solver, DPM-Solver++ and UniPC (Lu et al., 2022,
/// equation 3.4; 2022b, equation 9; SDE: k-diffusion). The linear part of the equation is solved exactly; what is left
/// is an integral over the denoiser's answer D, the clean image or the noise, with derivatives per step:
/// <c>x_to = Keep · x + Weight · (φ1 · D + φ2 · D' + φ3 · D'') + Std · noise</c>.
/// </summary>
internal readonly struct ExponentialStep
{
    /// <summary>h; the factor of the image; the common factor of the answers; ±(1 + eta)·h; the fresh noise.</summary>
    internal readonly double Lambda, Keep, Weight, Argument, Phi1, Phi2, Phi3, Std;

    /// <summary>
    /// With eta 0 the ODE's; with 1 the SDE's, in which noise is replaced as fast as in the forward process.
    /// </summary>
    internal ExponentialStep(NoiseStep step, DpmSolverKind kind, double eta = 0)
    {
        var (from, to) = step;
        Lambda = step.Lambda;
        var (h, reach) = (Lambda, (1 + eta) * Lambda);
        if (kind == DpmSolverKind.Data)
        {
            // e^-h = (sigma_to / alpha_to) / (sigma_from / alpha_from)
            Keep = to.Sigma / from.Sigma * (eta == 0 ? 1 : Math.Exp(-eta * h));
            Weight = to.Alpha;
            Phi1 = -Expm1(-reach);
            Phi2 = 1 - Phi1 / reach;
            Phi3 = 0.5 - Phi2 / reach;
            Std = eta == 0 ? 0 : to.Sigma * Math.Sqrt(-Expm1(-2 * eta * h));
            Argument = -reach;
        }
        else
        {
            if (from.Alpha == 0)
                throw new InvalidOperationException(
                    $"A solver that follows the noise cannot begin at pure noise ({from}), where noise says nothing "
                    + "about the image. Use DpmSolverKind.Data, or begin one level later.");
            // sigma_to · (e^h - 1), written so that it is finite where sigma_to is 0.
            var grown = to.Alpha * from.Sigma / from.Alpha - to.Sigma;
            Keep = to.Alpha / from.Alpha;
            Weight = -(1 + eta) * (to.Sigma == 0 ? grown : to.Sigma);
            Phi1 = to.Sigma == 0 ? 1 : Expm1(h);
            Phi2 = Phi1 / h - 1;
            Phi3 = Phi2 / h - 0.5;
            Std = eta == 0 ? 0 : Math.Sqrt(eta * grown * (grown + 2 * to.Sigma));
            Argument = h;
        }
    }

    /// <summary>First order: the answer is kept over the step.</summary>
    internal Tensor First(Tensor x, Tensor answer) => Keep * x + Weight * Phi1 * answer;

    /// <summary>Second order: the answer changes along a straight line.</summary>
    internal Tensor Second(Tensor x, Tensor answer, Tensor slope, DpmSolverRule rule) =>
        First(x, answer) + Weight * (rule == DpmSolverRule.Heun ? Phi2 : 0.5 * Phi1) * slope;

    /// <summary>Third order: along a parabola.</summary>
    internal Tensor Third(Tensor x, Tensor answer, Tensor slope, Tensor curvature) =>
        First(x, answer) + Weight * Phi2 * slope + Weight * Phi3 * curvature;

    /// <summary>e^x - 1, exact for small x too.</summary>
    internal static double Expm1(double x) =>
        Math.Abs(x) < 1e-5 ? x * (1 + x / 2 * (1 + x / 3)) : Math.Exp(x) - 1;
}
