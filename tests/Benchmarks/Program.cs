using Benchmarks;

var benchmarks = new Dictionary<string, Action<string[]>>
{
    ["interrupt"] = _ => InterruptBenchmark.Run(),
    ["ideal-denoiser"] = _ => IdealDenoiserBenchmark.Run(),
    ["sampler-overhead"] = _ => SamplerOverheadBenchmark.Run(),
    ["training"] = TrainingBenchmark.Run,
    ["memory"] = MemoryBenchmark.Run,
    ["loss-curves"] = _ => LossCurveBenchmark.Run(),
    ["neighbours"] = NeighboursBenchmark.Run,
    ["data-loading"] = _ => DataLoadingBenchmark.Run(),
};
if (args is [var name, .. var rest] && benchmarks.TryGetValue(name, out var run))
{
    run(rest);
    return 0;
}
Console.Error.WriteLine($"Give the name of one benchmark: {string.Join(", ", benchmarks.Keys)}.");
return 2;
