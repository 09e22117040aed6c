using Diffusion;
using Files;

namespace Course.Drawing;

/// <summary>The models of the course that can draw, by the name that a person types.</summary>
internal static class ShippedModels
{
    /// <summary>Name to loader.</summary>
    public static IReadOnlyDictionary<string, Func<TrainedModel>> ByName { get; } =
        DatasetCatalogue.Models.ToDictionary(model => model.Key, model => model.Value.Load);

    /// <summary>A model of the course, or one that <c>course train</c> wrote.</summary>
    /// <param name="name">A name of <see cref="ByName"/> or the path of a file.</param>
    /// <exception cref="UsageException">There is no such model.</exception>
    public static TrainedModel Load(string name)
    {
        if (ByName.TryGetValue(name, out var load)) return load();
        if (!File.Exists(name))
        {
            var near = ByName.Keys.MinBy(known => EditDistance.Between(known, name))!;
            var hint = EditDistance.Between(near, name) <= 3 ? $" Did you mean {near}?" : "";
            throw new UsageException(
                $"'{name}' is neither a model of the course ({string.Join(", ", ByName.Keys)}) nor a file.{hint}");
        }
        try
        {
            return TrainedModel.Load(name);
        }
        catch (Exception e) when (e is IOException or InvalidDataException or UnauthorizedAccessException)
        {
            throw new UsageException($"'{name}' cannot be read as a model: {e.Message}");
        }
    }
}
