using static TorchSharp.torch;

namespace Diffusion;

/// <summary>
/// Which examples each step sees, and the chance it draws: both follow from the seed and the step's number alone. Every
/// pass over the data has an order of its own.
/// </summary>
internal sealed class DataOrder(int count, ulong seed)
{
    private int[] order = [];
    private long pass = -1;

    /// <summary>The examples of a step.</summary>
    internal int[] Indices(int step, int batchSize)
    {
        var indices = new int[batchSize];
        for (var i = 0; i < batchSize; i++)
        {
            var position = (long)step * batchSize + i;
            if (position / count != pass) Shuffle(position / count);
            indices[i] = order[position % count];
        }
        return indices;
    }

    /// <summary>
    /// A generator for everything that a step draws, on the CPU: TorchSharp makes no others, and so a seed draws the
    /// same on every device.
    /// </summary>
    internal Generator GeneratorFor(int step) => new(Mix(Mix(seed) + 2 * (ulong)step));

    private void Shuffle(long next)
    {
        pass = next;
        order = [.. Enumerable.Range(0, count)];
        var state = Mix(Mix(seed) + 2 * (ulong)next + 1);
        for (var i = count - 1; i > 0; i--)
        {
            state = Mix(state);
            var j = (int)(state % (ulong)(i + 1));
            (order[i], order[j]) = (order[j], order[i]);
        }
    }

    /// <summary>SplitMix64 (Steele, Lea and Flood, 2014): neighbouring numbers become unrelated ones.</summary>
    private static ulong Mix(ulong z)
    {
        z += 0x9E3779B97F4A7C15;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
