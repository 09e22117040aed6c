using Benchmarks;

var benchmarks = new Dictionary<string, Action>
{
    ["interrupt"] = InterruptBenchmark.Run,
    ["ideal-denoiser"] = IdealDenoiserBenchmark.Run,
    ["sampler-overhead"] = SamplerOverheadBenchmark.Run,
};
if (args is [var name] && benchmarks.TryGetValue(name, out var run))
{
    run();
    return 0;
}
Console.Error.WriteLine($"Give the name of one benchmark: {string.Join(", ", benchmarks.Keys)}.");
return 2;
