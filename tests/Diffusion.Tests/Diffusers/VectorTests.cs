using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Diffusion.Tests;

/// <summary>
/// Loops of diffusers' schedulers, noise included, met by our samplers. Other files of the same form are read too,
/// where <c>DIFFUSION_VECTORS</c> names them (several, separated as in PATH):
/// <c>dotnet test --project tests/Diffusion.Tests --filter-class "*VectorTests" --output Detailed</c>.
/// Each prints a table; without <c>--output Detailed</c> only if a loop is not met.
/// </summary>
public sealed class VectorTests(ITestOutputHelper output)
{
    private static readonly JsonElement[] BuiltIn =
        [.. ReferenceNumbers.Load("diffusers.json").GetProperty("loops").EnumerateArray()];

    [Fact]
    public void EveryLoopOfTheReferenceIsMet() => Check("diffusers.json", BuiltIn);

    [Fact]
    public void EveryLoopOfTheFilesNamedByTheEnvironmentIsMet()
    {
        var names = Environment.GetEnvironmentVariable("DIFFUSION_VECTORS");
        Assert.SkipWhen(string.IsNullOrEmpty(names), "DIFFUSION_VECTORS names no file.");
        foreach (var file in names!.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries))
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(file));
            var root = document.RootElement;
            var loops = root.ValueKind == JsonValueKind.Array ? root : root.GetProperty("loops");
            Check(Path.GetFileName(file), [.. loops.EnumerateArray().Select(loop => loop.Clone())]);
        }
    }

    [Fact]
    public void WhatIsUnknownIsUnsupportedAndFails()
    {
        var loop = BuiltIn.First(candidate =>
            candidate.GetProperty("id").GetString()!.StartsWith("run:DDIM", StringComparison.Ordinal)).GetRawText();
        Assert.Equal("pass", Row(loop).Verdict);
        Assert.Equal("unsupported: scheduler FooScheduler", Row(loop.Replace("DDIMScheduler", "FooScheduler")).Verdict);
        Assert.Equal("unsupported: options colour = 3",
            Row(loop.Replace("\"clip_sample\"", "\"colour\": 3, \"clip_sample\"")).Verdict);
        Assert.Equal("unsupported: timestep_spacing = odd", Row(loop.Replace("\"leading\"", "\"odd\"")).Verdict);
        Assert.StartsWith("FAIL", Row(loop.Replace("\"beta_end\": 0.02", "\"beta_end\": 0.021")).Verdict);
    }

    private void Check(string file, IReadOnlyCollection<JsonElement> loops)
    {
        var table = new StringBuilder().Append('\n')
            .AppendLine(CultureInfo.InvariantCulture, $"{"vector",-70} {"expected",20} {"got",20}  verdict");
        var failures = new List<string>();
        foreach (var loop in loops)
        {
            var row = Row(loop.GetRawText());
            table.AppendLine(
                CultureInfo.InvariantCulture, $"{row.Id,-70} {row.Expected,20:F6} {row.Got,20:F6}  {row.Verdict}");
            if (row.Verdict != "pass") failures.Add($"{row.Id}: {row.Verdict}");
        }
        table.AppendLine(CultureInfo.InvariantCulture, $"{file}: {loops.Count - failures.Count} of {loops.Count} pass");
        output.WriteLine(table.ToString());
        Assert.NotEmpty(loops);
        Assert.True(failures.Count == 0,
            $"{failures.Count} of {loops.Count} loops of {file} are not met:\n{string.Join("\n", failures)}\n{table}");
    }

    private static (string Id, double Expected, double Got, string Verdict) Row(string json)
    {
        using var document = JsonDocument.Parse(json);
        var (id, expected) = (document.RootElement.GetProperty("id").GetString()!,
            document.RootElement.Number("abs_sum"));
        try
        {
            var loop = new DiffusersLoop(document.RootElement);
            var plan = DiffusersAdapter.Plan(loop);
            var (final, perStep) = DiffusersAdapter.Run(loop, plan);
            using (final) return (id, expected, perStep[^1], Verdict(loop, plan, perStep, final));
        }
        catch (UnsupportedException exception)
        {
            return (id, expected, double.NaN, $"unsupported: {exception.Message}");
        }
        catch (Exception exception) when (exception is InvalidOperationException or ArgumentException
            or ArithmeticException)
        {
            return (id, expected, double.NaN, $"FAIL: {exception.Message.ReplaceLineEndings(" ")}");
        }
    }

    private static string Verdict(
        DiffusersLoop loop, DiffusersPlan plan, double[] perStep, TorchSharp.torch.Tensor final)
    {
        if (perStep.Length != loop.ModelCalls) return $"FAIL: {perStep.Length} model calls, not {loop.ModelCalls}";
        if (!(Math.Abs(perStep[^1] - loop.AbsSum) <= loop.Allowed(loop.AbsSum)))
            return $"FAIL: abs_sum, after {string.Join(", ", perStep.Take(6).Select(sum => sum.ToString("F4", CultureInfo.InvariantCulture)))}";
        for (var i = 0; i < (loop.PerStep?.Length ?? 0); i++)
            // On the way images can be thousands in size: float32 has 1e-7 of that, for each of many roundings.
            if (!(Math.Abs(perStep[i] - loop.PerStep![i]) <= loop.Allowed(loop.PerStep[i]) + 1e-5 * loop.PerStep[i]))
                return $"FAIL: per_step_abs_sum[{i}] is {perStep[i]:F6}, not {loop.PerStep[i]:F6}";
        var flat = final.reshape(-1).data<float>().ToArray();
        if (loop.First is { } first && !(Math.Abs(flat[0] - first) <= loop.Allowed(first)))
            return $"FAIL: first is {flat[0]}, not {first}";
        if (loop.Last is { } last && !(Math.Abs(flat[^1] - last) <= loop.Allowed(last)))
            return $"FAIL: last is {flat[^1]}, not {last}";
        if (loop.Timesteps is { } timesteps)
        {
            // A late start leaves out the first of the recorded timesteps.
            if (timesteps.Length < plan.Timesteps.Length)
                return $"FAIL: {plan.Timesteps.Length} timesteps, not {timesteps.Length}";
            var off = timesteps[^plan.Timesteps.Length..].Zip(
                plan.Timesteps, (expected, got) => Math.Abs(expected - got) / (1 + Math.Abs(expected))).Max();
            if (off > 1e-5)
                return $"FAIL: timesteps [{string.Join(", ", plan.Timesteps.Take(4))}, ...], not [{string.Join(", ", timesteps.Take(4))}, ...]";
        }
        return "pass";
    }
}
