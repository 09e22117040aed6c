using NotebookKernel;

/// <summary>
/// How closely each cell of the course is compared with the committed one: numbers, but for what is listed here.
/// </summary>
public static class ComparisonRules
{
    /// <summary>A cell that finds data prints what it found; it has this id.</summary>
    public const string DataCell = "data";

    /// <summary>
    /// The exceptions: a cell, and why another machine shows other numbers there. Structure and claims are compared.
    /// Cells downstream of live training are not listed: they have the tag <see cref="TrainedCells.Tag"/>.
    /// </summary>
    public static IReadOnlyDictionary<(string Notebook, string Cell), string> Exceptions { get; } =
        new Dictionary<(string, string), string>
    {
        [("00-what-a-diffusion-model-does", "sampler")] = RoundingError,
        [("01-variance-preserving-noise", "notation")] = RoundingError,
        [("02-timestep-schedules", "cosine")] = RoundingError,
        [("02-timestep-schedules", "names")] = RoundingError,
        [("02-timestep-schedules", "beta")] = RoundingError,
        [("02-timestep-schedules", "misread-claim")] = RoundingError,
        [("03-training-loop", "targets")] = RoundingError,
        [("04-training-on-mnist", "schedule-claim")] = RoundingError,
        [("04-training-on-mnist", "target-claim")] = RoundingError,
        [("06-why-one-step-fails", "two-claim")] = RoundingError,
        [("06-why-one-step-fails", "many")] = RoundingError,
        [("06-why-one-step-fails", "ideal")] = RoundingError,
        [("07-progressive-self-generated-conditioning", "loop-claim")] = RoundingError,
        [("07-progressive-self-generated-conditioning", "label-claim")] = RoundingError,
        [("07-progressive-self-generated-conditioning", "complete-claim")] = RoundingError,
        [("08-samplers-compared", "equal")] = RoundingError,
        [("08-samplers-compared", "own-claim")] = RoundingError,
        [("10-guidance", "guide-claim")] = RoundingError,
        [("10-guidance", "lab-claim")] = RoundingError,
        [("10-guidance", "attention-claim")] = RoundingError,
        [("10-guidance", "fill-claim")] = RoundingError,
        [("10-guidance", "ends-claim")] = FewPictures,
        [("11-latent-diffusion", "pca-claim")] = RoundingError,
        [("13-min-diffusion", "noise-claim")] = RoundingError,
        [("13-min-diffusion", "same-claim")] = RoundingError,
        [("12-one-step", "atom")] = RoundingError,
        [("12-one-step", "f-claim")] = RoundingError,
        [("12-one-step", "direction")] = RoundingError,
        [("12-one-step", "multi-claim")] = RoundingError,
        [("15-gallery-of-famous-mistakes", "last-noise")] = RoundingError,
        [("15-gallery-of-famous-mistakes", "scale")] = FewPictures,
        [("15-gallery-of-famous-mistakes", "undropped")] = FewPictures,
    };

    private const string FewPictures =
        "a share of fifty or a hundred pictures: one that can be read in two ways moves its second digit";

    private const string RoundingError =
        "claims that a rounding error is below a bound, and prints it: each machine rounds in its own way";

    /// <summary>How closely the cells of a notebook are compared.</summary>
    /// <param name="name">The notebook's name.</param>
    /// <param name="committed">The notebook as it is committed.</param>
    /// <param name="here">The notebook as it ran here.</param>
    public static Func<NotebookCell, Closeness> For(string name, NotebookDocument committed, NotebookDocument here)
    {
        var sameData = DataOf(committed) == DataOf(here);
        return cell => !sameData ? Closeness.Kinds
            : cell.Tags.Contains(TrainedCells.Tag) || Exceptions.ContainsKey((name, cell.Id)) ? Closeness.Claims
            : Closeness.Numbers;
    }

    private static string DataOf(NotebookDocument notebook) =>
        string.Concat(notebook.Cells.Where(cell => cell.Id == DataCell).SelectMany(cell => cell.Outputs)
            .OfType<StreamOutput>().Select(output => output.Text));
}
