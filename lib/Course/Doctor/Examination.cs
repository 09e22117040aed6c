using System.Runtime.InteropServices;
using Course.Notebooks;

namespace Course.Doctor;

/// <summary>Looks at everything that the course needs or can use on this computer.</summary>
public static class Examination
{
    private const long Gigabyte = 1L << 30;

    /// <summary>All findings, what is needed first.</summary>
    /// <param name="course">The course, or null where none was found.</param>
    public static IEnumerable<Finding> Of(CourseFolder? course) =>
    [
        Dotnet(), Notebooks(course), .. TorchExamination.Of(), PictureExamination.Of(), Processor(), Memory(),
        .. DataExamination.Of(), JupyterExamination.Of(), CulturesOfCells(), Browser(),
    ];

    private static Finding Dotnet() => new(
        Health.Good, ".NET", $"{RuntimeInformation.FrameworkDescription} on {RuntimeInformation.RuntimeIdentifier}");

    private static Finding Notebooks(CourseFolder? course) => course switch
    {
        null => new(Health.Missing, "Notebooks", "no course in this folder or above it",
            "Change into the course's folder, or name it with --course FOLDER."),
        { Notebooks.Count: 0 } => new(
            Health.Missing, "Notebooks", $"none in {course.NotebooksPath}", "Restore the folder from version control."),
        _ => new(Health.Good, "Notebooks", $"{course.Notebooks.Count} in {course.NotebooksPath}"),
    };

    private static Finding Processor()
    {
        var cores = $"{Environment.ProcessorCount} core{(Environment.ProcessorCount == 1 ? "" : "s")}, "
            + $"{ProcessorFeatures.Description}";
        return new(Health.Good, "Processor", cores);
    }

    private static Finding Memory()
    {
        var bytes = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;
        var found = FormattableString.Invariant($"{bytes / (double)Gigabyte:0.#} GB");
        return bytes >= 4 * Gigabyte
            ? new(Health.Good, "Memory", found)
            : new(Health.Optional, "Memory", found, "The longer notebooks like 4 GB; close other programs.");
    }

    private static Finding CulturesOfCells() => Course.Cultures.AreThere
        ? new(Health.Good, "Cultures", "all, for cells that name one")
        : new(Health.Optional, "Cultures",
            "the invariant one alone: .NET found no ICU library, or was told to do without",
            "Only cells that use other cultures need it: install your system's libicu, and unset "
            + "DOTNET_SYSTEM_GLOBALIZATION_INVARIANT.");

    private static Finding Browser()
    {
        var found = Programs.Find("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "msedge");
        return found is null
            ? new(Health.Optional, "Chromium", "not on PATH",
                "Only the tests of the book need it; any browser shows the book.")
            : new(Health.Good, "Chromium", found);
    }
}
