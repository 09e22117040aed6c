using TorchSharp;
using static TorchSharp.torch;

namespace Diffusion.Tests;

/// <summary>
/// From diffusers' names to ours: which sampler, which levels, which decorators make a scheduler's loop. Also a
/// dictionary for readers who come from there.
/// </summary>
internal static class DiffusersAdapter
{
    private static readonly string[] LoopKinds = ["plain", "scaled_input_kept_separate", "pndm_prk_then_plms",
        "ve_predictor_corrector"];

    internal static DiffusersPlan Plan(DiffusersLoop loop)
    {
        if (!LoopKinds.Contains(loop.Kind)) throw new UnsupportedException($"loop \"{loop.Kind}\"");
        var plan = loop.Scheduler switch
        {
            "DDPMScheduler" or "DDPMParallelScheduler" => DiffusersAncestral.Ddpm(loop),
            "DDIMScheduler" or "DDIMParallelScheduler" => DiffusersAncestral.Ddim(loop),
            "DDIMInverseScheduler" => DiffusersAncestral.DdimInverse(loop),
            "PNDMScheduler" => DiffusersAncestral.Pndm(loop),
            "IPNDMScheduler" => DiffusersAncestral.Ipndm(loop),
            "DPMSolverMultistepScheduler" => DiffusersSolver.Multistep(loop),
            "DPMSolverSinglestepScheduler" => DiffusersSolver.Singlestep(loop),
            "UniPCMultistepScheduler" => DiffusersSolver.UniPc(loop),
            "DEISMultistepScheduler" => DiffusersSolver.Deis(loop),
            "EulerDiscreteScheduler" or "EulerAncestralDiscreteScheduler" or "HeunDiscreteScheduler"
                or "LMSDiscreteScheduler"
                or "KDPM2DiscreteScheduler" or "KDPM2AncestralDiscreteScheduler" => DiffusersSigma.Make(loop),
            "EDMEulerScheduler" or "EDMDPMSolverMultistepScheduler" => DiffusersOthers.Edm(loop),
            "FlowMatchEulerDiscreteScheduler" or "FlowMatchHeunDiscreteScheduler" => DiffusersOthers.FlowMatch(loop),
            "LCMScheduler" or "TCDScheduler" => DiffusersOthers.Latent(loop),
            "CMStochasticIterativeScheduler" => DiffusersOthers.Consistency(loop),
            "ScoreSdeVeScheduler" => DiffusersOthers.ScoreSdeVe(loop),
            var other => throw new UnsupportedException($"scheduler {other}"),
        };
        loop.Config.CheckAllRead();
        loop.StepOptions.CheckAllRead();
        return plan;
    }

    /// <summary>Runs the loop; gives the final image and the size of every image on the way.</summary>
    internal static (Tensor Final, double[] PerStep) Run(DiffusersLoop loop, DiffusersPlan plan)
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(loop.Seed);
        var x = loop.Start(plan.InitSigma);
        if (loop.StartSlice is not null)
            x = plan.Begin.Alpha * x + plan.Begin.Sigma * loop.SliceNoise();
        foreach (var (sampler, levels) in plan.Segments) x = sampler.Run(plan.Denoiser, x, levels, generator);
        if (plan.NoiseAfter > 0) x = x + plan.NoiseAfter * randn(x.shape, generator: generator);
        return (x.MoveToOuterDisposeScope(), [.. plan.Model.Seen.Skip(1), DummyModelDenoiser.AbsSum(x)]);
    }
}
