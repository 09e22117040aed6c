using System.Globalization;
using System.Text.Json;
using TorchSharp;
using static Diffusion.Tests.ReferenceNumbers;
using static TorchSharp.torch;

namespace Diffusion.Tests;

/// <summary>
/// The convergence lab: on a mixture of two Gaussians the denoiser is exact, so the true end of each path is known
/// (from an ODE solver of high order), and the error of a sampler is its own. Halving the steps' length has to divide
/// the error by 2, 4 or 8, as the order says.
/// </summary>
[Trait("Lane", "slow")]
public sealed class ConvergenceTests(ITestOutputHelper output)
{
    private static readonly JsonElement Reference = Load("convergence_orders.json");
    private static readonly double[] Truth = Reference.Numbers("reference_end");
    private static readonly GaussianMixtureDenoiser Mixture = new([0.3, 0.7], [-1.0, 0.8], [0.25, 0.15]);

    public static TheoryData<int> Rows => [.. Enumerable.Range(0, Reference.GetProperty("rows").GetArrayLength())];

    [Theory]
    [MemberData(nameof(Rows))]
    public void EndsErrorsAndOrdersAreTheReferences(int index)
    {
        var row = Reference.GetProperty("rows")[index];
        var (schedule, method) = (row.GetProperty("schedule").GetString()!, row.GetProperty("method").GetString()!);
        var (sampler, inner) = SamplerOf(method, schedule);
        var errors = new Dictionary<int, double>();
        foreach (var steps in new[] { 8, 16, 32, 64, 128, 256, 512 })
        {
            var end = Run(sampler, Levels(schedule, steps, inner));
            errors[steps] = Error(end);
            var name = steps.ToString(CultureInfo.InvariantCulture);
            if (row.GetProperty("end").TryGetProperty(name, out _))
                foreach (var (expected, got) in row.GetProperty("end").Numbers(name).Zip(end))
                    Assert.Equal(expected, got, 1e-6);
            AssertClose(
                row.GetProperty("err").Number(name), errors[steps], 1e-3, $"error of {method} at {steps} steps");
        }
        var orders = row.Numbers("observed_order");
        foreach (var (i, steps) in new[] { 64, 128, 256 }.Index())
        {
            var order = Math.Log2(errors[steps] / errors[2 * steps]);
            output.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{method}, {schedule}: {steps} to {2 * steps}: {order:F3} ({orders[3 + i]})"));
            Assert.InRange(order, orders[3 + i] - 0.15, orders[3 + i] + 0.15);
        }
    }

    public static TheoryData<string, double> Others => new()
    {
        { "Euler", 1 }, { "DDIM", 1 }, { "DEIS 1", 1 }, { "DEIS 2", 2 }, { "DEIS 3", 2 }, { "UniPC 1", 2 },
        { "UniPC 2", 2 }, { "UniPC 3", 2 },
        { "UniPC 2 noise", 2 }, { "UniPC 2 B1", 2 }, { "DPM-Solver 2M", 2 }, { "DPM-Solver 3M", 2 },
        { "DPM-Solver++ 3S", 3 },
        { "DPM-Solver 3S", 3 }, { "DPM-Solver++ 3S Heun", 3 }, { "DPM-Solver 3S Heun", 3 }, { "PLMS", 2 },
    };

    /// <summary>
    /// Multistep methods begin with a step of lower order, whose error of second order in the end outlives their own:
    /// on no list do they fall below 2, nor does any method below what it promises.
    /// </summary>
    [Theory]
    [MemberData(nameof(Others))]
    public void TheOthersKeepTheirOrderToo(string name, double order)
    {
        var (sampler, inner) = name switch
        {
            "Euler" => ((Sampler)new Euler(), Array.Empty<double>()),
            "DDIM" => (new Ddim(), []),
            "DEIS 1" => (new Deis(1), []),
            "DEIS 2" => (new Deis(2, 0), []),
            "DEIS 3" => (new Deis(3, 0), []),
            "UniPC 1" => (new UniPc(1, lowerOrderFinal: false), []),
            "UniPC 2" => (new UniPc(2, lowerOrderFinal: false), []),
            "UniPC 3" => (new UniPc(3, lowerOrderFinal: false), []),
            "UniPC 2 noise" => (new UniPc(2, kind: DpmSolverKind.Noise, lowerOrderFinal: false), []),
            "UniPC 2 B1" => (new UniPc(2, UniPcVariant.Bh1, lowerOrderFinal: false), []),
            "DPM-Solver 2M" => (new DpmSolverMultistep(2, DpmSolverKind.Noise, lowerOrderBelow: 0), []),
            "DPM-Solver 3M" => (new DpmSolverMultistep(3, DpmSolverKind.Noise, lowerOrderBelow: 0), []),
            "DPM-Solver++ 3S" => (new DpmSolverSinglestep(3, lowerOrderFinal: false), [1 / 3.0, 2 / 3.0]),
            "DPM-Solver 3S" =>
                (new DpmSolverSinglestep(3, DpmSolverKind.Noise, lowerOrderFinal: false), [1 / 3.0, 2 / 3.0]),
            "DPM-Solver++ 3S Heun" =>
                (new DpmSolverSinglestep(3, rule: DpmSolverRule.Heun, lowerOrderFinal: false), [1 / 3.0, 2 / 3.0]),
            "DPM-Solver 3S Heun" =>
                (new DpmSolverSinglestep(3, DpmSolverKind.Noise, rule: DpmSolverRule.Heun, lowerOrderFinal: false),
                    [1 / 3.0, 2 / 3.0]),
            "PLMS" => (new Plms(), []),
            _ => throw new ArgumentOutOfRangeException(nameof(name), name, null),
        };
        foreach (var schedule in new[] { "log", "karras7" })
        {
            var errors = new[] { 128, 256, 512 }
                .Select(steps => Error(Run(sampler, Levels(schedule, steps, inner)))).ToArray();
            var measured = Math.Log2(errors[0] / errors[2]) / 2;
            output.WriteLine(string.Create(
                CultureInfo.InvariantCulture, $"{name}, {schedule}: order {measured:F3}, error {errors[2]:E2}"));
            Assert.True(measured > order - 0.15, $"{name}, {schedule}: order {measured}, not {order}");
        }
    }

    /// <summary>
    /// The adaptive solver ends where the reference's solver of high order ends, as closely as it is asked to.
    /// </summary>
    [Theory]
    [InlineData(1e-4)]
    [InlineData(1e-7)]
    public void TheProbabilityFlowIsSolvedToItsTolerance(double tolerance)
    {
        var error = Error(Run(new ProbabilityFlow(tolerance), Levels("log", 1, [])));
        Assert.True(error < 10 * tolerance, $"The error is {error}.");
    }

    /// <summary>Whether noise is added or mixed in is notation: the same path in other units.</summary>
    [Theory]
    [InlineData("Euler = DDIM (k-diffusion sample_euler)")]
    [InlineData("Heun (sample_heun)")]
    [InlineData("DPM-2 midpoint (sample_dpm_2)")]
    [InlineData("DPM-Solver-3 singlestep")]
    [InlineData("DPM-Solver++(2M)")]
    [InlineData("DPM-Solver++(3M SDE) eta=0")]
    [InlineData("LMS order 4")]
    [InlineData("PLMS (AB1,2,3 warm-up then AB4), DDIM transfer")]
    public void LevelsMayBeWrittenEitherWay(string method)
    {
        var (sampler, inner) = SamplerOf(method, "karras7");
        var exploding = Levels("karras7", 12, inner);
        NoiseLevel[] preserving = [.. exploding.Select(level => NoiseLevel.FromSigmaVe(level.Sigma))];
        foreach (var (a, b) in Run(sampler, exploding).Zip(Run(sampler, preserving)))
            Assert.Equal(a, b / preserving[^1].Alpha, 1e-9);
    }

    private static (Sampler Sampler, double[] Inner) SamplerOf(string method, string schedule) => method switch
    {
        "Euler = DDIM (k-diffusion sample_euler)" => (new Euler(), []),
        "Heun (sample_heun)" => (new Heun(), []),
        "DPM-2 midpoint (sample_dpm_2)" => (new Dpm2(), [0.5]),
        "DPM-Solver-1 singlestep" => (new DpmSolverSinglestep(1, DpmSolverKind.Noise), []),
        "DPM-Solver-2 singlestep" => (new DpmSolverSinglestep(2, DpmSolverKind.Noise, lowerOrderFinal: false), [0.5]),
        "DPM-Solver-3 singlestep" =>
            (new DpmSolverSinglestep(3, DpmSolverKind.Noise, rule: DpmSolverRule.Paper, lowerOrderFinal: false),
                [1 / 3.0, 2 / 3.0]),
        "DPM-Solver++(2M)" => (new DpmSolverMultistep(2, lowerOrderBelow: 0), []),
        "DPM-Solver++(2S) eta=0" => (new DpmSolverSinglestep(2, lowerOrderFinal: false), [0.5]),
        "DPM-Solver++(2M SDE) eta=0 midpoint" => (new DpmSolverMultistep(2, eta: 0, lowerOrderBelow: 0), []),
        "DPM-Solver++(2M SDE) eta=0 heun" =>
            (new DpmSolverMultistep(2, rule: DpmSolverRule.Heun, lowerOrderBelow: 0), []),
        "DPM-Solver++(3M SDE) eta=0" => (new DpmSolverMultistep(3, rule: DpmSolverRule.Heun, lowerOrderBelow: 0), []),
        "LMS order 2" => (new Lms(2), []),
        "LMS order 3" => (new Lms(3), []),
        "LMS order 4" => (new Lms(4), []),
        "PNDM F (3 RK4 warm-up steps then AB4), DDIM transfer" =>
            (new Pndm((from, to) => schedule == "log" ? Between(from, to, 0.5) : Root(from, to)), []),
        "PLMS (AB1,2,3 warm-up then AB4), DDIM transfer" => (new Plms(improvedStart: false), []),
        _ => throw new ArgumentOutOfRangeException(nameof(method), method, "No sampler of ours is known for this row."),
    };

    /// <summary>
    /// sigma from 10 to 0.05 in so many steps, with levels inside each step at parts of its length in log sigma.
    /// </summary>
    private static NoiseLevel[] Levels(string schedule, int steps, double[] inner)
    {
        double Sigma(double u) => schedule == "log"
            ? Math.Exp(Math.Log(10) + u * Math.Log(0.05 / 10))
            : Math.Pow(Math.Pow(10, 1 / 7.0) + u * (Math.Pow(0.05, 1 / 7.0) - Math.Pow(10, 1 / 7.0)), 7);
        var ends = Enumerable.Range(0, steps + 1)
            .Select(i => new NoiseLevel(double.NaN, 1, Sigma((double)i / steps))).ToArray();
        return [ends[0],
            .. ends.Skip(1).Zip(ends, (to, from) => inner.Select(part => Between(from, to, part)).Append(to))
                .SelectMany(step => step)];
    }

    private static NoiseLevel Between(NoiseLevel from, NoiseLevel to, double part) =>
        new(double.NaN, 1, Math.Exp(Math.Log(from.SigmaVe) + part * Math.Log(to.SigmaVe / from.SigmaVe)));

    /// <summary>Halfway on the scale of the Karras list, the seventh root.</summary>
    private static NoiseLevel Root(NoiseLevel from, NoiseLevel to) =>
        new(double.NaN, 1, Math.Pow((Math.Pow(from.SigmaVe, 1 / 7.0) + Math.Pow(to.SigmaVe, 1 / 7.0)) / 2, 7));

    private static double[] Run(Sampler sampler, NoiseLevel[] levels)
    {
        using var start = tensor(Reference.Numbers("start")).reshape(-1, 1) * levels[0].Alpha;
        using var end = sampler.Run(Mixture, start, levels);
        return end.data<double>().ToArray();
    }

    private static double Error(double[] end) => end.Zip(Truth, (got, expected) => Math.Abs(got - expected)).Max();
}
