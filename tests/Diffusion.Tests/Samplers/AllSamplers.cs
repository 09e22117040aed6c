namespace Diffusion.Tests;

/// <summary>One of each, for the tests of what all samplers share.</summary>
internal static class AllSamplers
{
    private static readonly NoiseSchedule Schedule = NoiseSchedule.Linear();

    internal static readonly Dictionary<string, Sampler> ByName = new Sampler[]
    {
        new Ddpm(), new Ddpm(DdpmVariance.Large), new Ddim(), new Ddim(0.5), new Ddim(1),
        new Euler(), new EulerAncestral(), new Heun(), new Heun(churn: 10), new Dpm2(), new Dpm2Ancestral(),
        new Lms(), new Lms(2),
        new Deis(1), new Deis(2), new Deis(3), new Pndm(Schedule), new Plms(), new Plms(improvedStart: false),
        new DpmSolverMultistep(1), new DpmSolverMultistep(2), new DpmSolverMultistep(2, rule: DpmSolverRule.Heun),
        new DpmSolverMultistep(3),
        new DpmSolverMultistep(2, DpmSolverKind.Noise), new DpmSolverMultistep(3, DpmSolverKind.Noise),
        new DpmSolverMultistep(2, eta: 1), new DpmSolverMultistep(2, DpmSolverKind.Noise, eta: 1),
        new DpmSolverMultistep(3, eta: 1),
        new DpmSolverSinglestep(2), new DpmSolverSinglestep(3), new DpmSolverSinglestep(2, DpmSolverKind.Noise),
        new DpmSolverSinglestep(3, DpmSolverKind.Noise), new DpmSolverSinglestep(3, rule: DpmSolverRule.Heun),
        new UniPc(1), new UniPc(2), new UniPc(3), new UniPc(2, UniPcVariant.Bh1),
        new UniPc(3, kind: DpmSolverKind.Noise),
        new PredictorCorrector(), new PredictorCorrector(SdePredictor.Ancestral, corrections: 0),
        new ProbabilityFlow(1e-3),
        new Consistency(), new Tcd(Schedule), new Tcd(Schedule, 0),
    }.ToDictionary(sampler => sampler.Name);
}
