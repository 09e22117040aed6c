using System.Collections;
using System.Runtime.CompilerServices;
using TorchSharp;
using static TorchSharp.torch;

namespace Diffusion.Notebooks;

/// <summary>
/// A list of numbers for a chart. Arrays, lists and tensors turn into it by themselves, so a chart takes any of them.
/// </summary>
[CollectionBuilder(typeof(Numbers), nameof(Create))]
public sealed class Numbers : IReadOnlyList<double>
{
    private readonly double[] values;

    private Numbers(double[] values) => this.values = values;

    /// <summary>True if these are the numbers of a tensor <c>[N,2]</c>.</summary>
    internal bool IsPairs { get; private init; }

    /// <inheritdoc/>
    public int Count => values.Length;

    /// <inheritdoc/>
    public double this[int index] => values[index];

    /// <summary>Makes a list of numbers; <c>[1, 2, 3]</c> calls it.</summary>
    public static Numbers Create(ReadOnlySpan<double> values) => new(values.ToArray());

    /// <summary>The numbers of an array.</summary>
    public static implicit operator Numbers(double[] values) => new([.. values]);

    /// <summary>The numbers of an array.</summary>
    public static implicit operator Numbers(float[] values) => new(Array.ConvertAll(values, v => (double)v));

    /// <summary>The numbers of an array.</summary>
    public static implicit operator Numbers(int[] values) => new(Array.ConvertAll(values, v => (double)v));

    /// <summary>The numbers of an array.</summary>
    public static implicit operator Numbers(long[] values) => new(Array.ConvertAll(values, v => (double)v));

    /// <summary>The numbers of a list.</summary>
    public static implicit operator Numbers(List<double> values) => new([.. values]);

    /// <summary>The numbers of a list.</summary>
    public static implicit operator Numbers(List<float> values) => new([.. values.Select(v => (double)v)]);

    /// <summary>The numbers of a tensor in reading order, whatever its shape, type and device.</summary>
    public static implicit operator Numbers(Tensor values) =>
        new(Read(values)) { IsPairs = values.dim() == 2 && values.shape[1] == 2 };

    /// <inheritdoc/>
    public IEnumerator<double> GetEnumerator() => ((IEnumerable<double>)values).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => values.GetEnumerator();

    /// <summary>All numbers of a tensor in reading order.</summary>
    internal static double[] Read(Tensor tensor)
    {
        using var scope = NewDisposeScope();
        return tensor.detach().to(ScalarType.Float64).cpu().contiguous().data<double>().ToArray();
    }
}
