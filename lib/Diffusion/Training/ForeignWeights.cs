using TorchSharp;
using static TorchSharp.torch;

namespace Diffusion;

/// <summary>Weights that another program saved for the same network, under names of its own.</summary>
public static class ForeignWeights
{
    /// <summary>
    /// Loads a safetensors file by a table of names. The network gets all weights, or stays as it is.
    /// </summary>
    /// <param name="network">Built as the other program's network is.</param>
    /// <param name="path">The file.</param>
    /// <param name="names">
    /// For a part of this network the other's name: <c>["time.first"] = "time_embedding.linear_1"</c>. The longest part
    /// that a weight's name begins with counts; what the table does not name is called the same in both. Where this
    /// network keeps in one tensor what the other has in several, they are joined along the first dimension:
    /// <c>"to_q + to_k + to_v"</c>.
    /// </param>
    /// <exception cref="InvalidDataException">
    /// The file is damaged, lacks a weight, holds one that the network does not have, or one of another shape; the
    /// message names it.
    /// </exception>
    /// <exception cref="IOException">There is no such file, or it cannot be read; the message names it.</exception>
    public static void LoadForeign(this nn.Module network, string path, IReadOnlyDictionary<string, string> names)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        using var file = Safetensors.Load(path);
        var unused = file.Tensors.Keys.ToHashSet();
        Dictionary<string, Tensor> renamed = [];
        foreach (var (name, weights) in network.named_parameters())
        {
            var theirs = Theirs(name, names);
            var found = theirs.Select(one => file.Tensors.GetValueOrDefault(one) ?? throw new InvalidDataException(
                $"'{path}' lacks '{one}', which the table of names gives for '{name}'. It holds "
                + $"{Some(file.Tensors.Keys)}.")).ToList();
            unused.ExceptWith(theirs);
            renamed[name] = Fitted(found.Count == 1 ? found[0] : cat(found), weights.shape);
        }
        if (unused.Count > 0)
            throw new InvalidDataException(
                $"'{path}' holds {Some(unused)}, for which this network has no place: it was made for another, or the "
                + "table of names gives one weight to two parts.");
        Networks.LoadWeights(network, renamed, "", path);
    }

    private static string[] Theirs(string name, IReadOnlyDictionary<string, string> names)
    {
        var part = names.Keys.Where(key => name == key || name.StartsWith(key + '.', StringComparison.Ordinal))
            .MaxBy(key => key.Length);
        return part is null
            ? [name]
            : [.. names[part].Split('+', StringSplitOptions.TrimEntries).Select(one => one + name[part.Length..])];
    }

    /// <summary>A convolution of one pixel and a dense layer are the same numbers.</summary>
    private static Tensor Fitted(Tensor saved, long[] shape) =>
        saved.shape.Where(side => side > 1).SequenceEqual(shape.Where(side => side > 1)) ? saved.reshape(shape) : saved;

    private static string Some(IEnumerable<string> names)
    {
        var all = names.Order(StringComparer.Ordinal).ToList();
        return string.Join(", ", all.Take(4).Select(name => $"'{name}'"))
            + (all.Count > 4 ? $" and {all.Count - 4} others" : "");
    }
}
