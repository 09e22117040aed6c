namespace Diffusion.Tests;

/// <summary>One of each, for the tests of what all samplers share.</summary>
internal static class AllSamplers
{
    internal static readonly Dictionary<string, ISampler> ByName = new ISampler[]
    {
        new Ddpm(), new Ddpm(DdpmVariance.Large), new Ddim(), new Ddim(0.5), new Ddim(1),
    }.ToDictionary(sampler => sampler.Name);
}
