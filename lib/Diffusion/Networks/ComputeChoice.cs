using System.Diagnostics;
using System.Globalization;
using TorchSharp;
using static TorchSharp.torch;

namespace Diffusion;

/// <summary>
/// The number type that a network is faster in on this machine. That is measured, not guessed: the same instructions
/// make one processor twice as fast and another slower, and a virtual machine changes it again.
/// </summary>
/// <param name="Type">float32 or bfloat16.</param>
/// <param name="Reason">Why, for people: "bfloat16 takes 0.58 of float32's time".</param>
public sealed record ComputeChoice(ScalarType Type, string Reason)
{
    /// <summary>The environment variable that decides by hand: <c>float32</c> or <c>bfloat16</c>.</summary>
    public const string Variable = "DIFFUSION_COMPUTE";

    /// <summary>bfloat16 rounds to 8 bits; it has to be worth it.</summary>
    private const double WorthIt = 0.95;

    private const int Rounds = 3;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    /// <summary>
    /// Times a few training steps of a network of the same sizes in each type, which takes a second or two once: the
    /// answer is remembered for this machine, libtorch, number of threads, network and batch.
    /// </summary>
    /// <param name="network">It stays as it is.</param>
    /// <param name="exampleShape">Of one example: [C, H, W], or [D] for points.</param>
    /// <param name="batchSize">Examples a step.</param>
    /// <param name="device">Where it will be trained; null is the CPU.</param>
    /// <exception cref="InvalidOperationException">
    /// <c>DIFFUSION_COMPUTE</c> is neither float32 nor bfloat16.
    /// </exception>
    public static ComputeChoice For(DenoisingNetwork network, long[] exampleShape, int batchSize, Device? device = null)
    {
        NativeLibraries.ThrowIfUnavailable();
        device ??= CPU;
        if (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } word)
            return new(Named(word), $"{Variable} says so");
        if (device.type is not (DeviceType.CPU or DeviceType.CUDA))
            return new(ScalarType.Float32, $"nothing else is used on {device}");
        if (device.type == DeviceType.CPU && !Arithmetic.IsRightInBFloat16)
            return new(ScalarType.Float32, "libtorch computes wrong in bfloat16 on this machine");

        long[] shape = [batchSize, .. exampleShape];
        var question = string.Create(CultureInfo.InvariantCulture,
            $"compute {network.Architecture} {network.SizesJson} {string.Join('x', shape)} {device} "
            + $"{get_num_threads()}");
        if (!double.TryParse(Remembered.Recall(question), CultureInfo.InvariantCulture, out var share))
        {
            share = Measure(network, shape, device);
            Remembered.Keep(question, share.ToString("R", CultureInfo.InvariantCulture));
        }
        var reason = FormattableString.Invariant($"a training step in bfloat16 takes {share:0.00} of float32's time");
        return new(share < WorthIt ? ScalarType.BFloat16 : ScalarType.Float32, reason);
    }

    private static ScalarType Named(string word) => word.ToLowerInvariant() switch
    {
        "float32" => ScalarType.Float32,
        "bfloat16" => ScalarType.BFloat16,
        _ => throw new InvalidOperationException(
            $"{Variable} is '{word}': set it to float32 or bfloat16, or unset it to have the faster one measured."),
    };

    /// <summary>bfloat16's time over float32's: the best of a few steps each, in turns.</summary>
    private static double Measure(DenoisingNetwork network, long[] shape, Device device)
    {
        using var scope = NewDisposeScope();
        using var gradients = enable_grad();
        // The twin's weights and its dropout draw from torch's generator, on which others may be counting.
        using var chance = new SeededChance(0, device);
        using var twin = network.CreateTwin();
        twin.to(device);
        twin.train();
        var (x, timesteps) = (ones(shape, device: device), full([shape[0]], 500f, device: device));
        TimeSpan Step(ScalarType type)
        {
            Interruption.Point();
            using var step = NewDisposeScope();
            twin.ComputeType = type;
            twin.zero_grad();
            var clock = Stopwatch.StartNew();
            (twin.forward(x, timesteps) - x).square().mean().backward();
            // A GPU has finished when the gradient can be read.
            _ = twin.parameters().First().grad!.sum().item<float>();
            return clock.Elapsed;
        }
        var whole = Stopwatch.StartNew();
        _ = (Step(ScalarType.Float32), Step(ScalarType.BFloat16));
        var (exact, brief) = (TimeSpan.MaxValue, TimeSpan.MaxValue);
        for (var i = 0; i < Rounds && (i == 0 || whole.Elapsed < Patience); i++)
        {
            var (a, b) = (Step(ScalarType.Float32), Step(ScalarType.BFloat16));
            (exact, brief) = (a < exact ? a : exact, b < brief ? b : brief);
        }
        return brief / exact;
    }
}
