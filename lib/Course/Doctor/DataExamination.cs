using Diffusion;

namespace Course.Doctor;

/// <summary>Looks for data sets beside the embedded ones.</summary>
internal static class DataExamination
{
    private const string Variable = "DIFFUSION_DATA";

    public static IEnumerable<Finding> Of()
    {
        yield return Own();
        var cache = CacheFolder.Path;
        if (CacheFolder.Problem is { } problem)
            yield return new(Health.Optional, "Cache", "not where it should be", problem);
        else
            yield return new(Health.Good, "Cache", $"{Size(cache)} in {cache}");
    }

    private static Finding Own()
    {
        var folder = Environment.GetEnvironmentVariable(Variable);
        if (string.IsNullOrWhiteSpace(folder))
            return new(Health.Optional, "Data", "the sets that come with the course",
                $"For MNIST and CIFAR-10 without a download, set {Variable} to a folder that holds them.");
        if (!Directory.Exists(folder))
            return new(Health.Missing, "Data", $"{Variable} is '{folder}', and there is no such folder",
                "Correct the path, or unset the variable.");
        var sets = Directory.GetDirectories(folder).Select(Path.GetFileName).Order(StringComparer.Ordinal).ToList();
        return new(
            Health.Good, "Data", $"{Variable} is {folder}: {(sets.Count > 0 ? string.Join(", ", sets) : "empty")}");
    }

    private static string Size(string folder)
    {
        var bytes = new DirectoryInfo(folder).EnumerateFiles("*", SearchOption.AllDirectories).Sum(file => file.Length);
        return FormattableString.Invariant($"{bytes / 1e6:0.0} MB");
    }
}
