using System.CommandLine;
using System.Diagnostics;
using Course.Book;
using Course.Notebooks;
using Course.Running;
using Files;
using Spectre.Console;

namespace Course.Commands;

/// <summary><c>course run</c>, and <c>course</c> alone: runs notebooks and writes the book.</summary>
internal static class RunCommand
{
    /// <summary>The exit code of a run that a signal ended before its time, with its pages in order.</summary>
    private const int Interrupted = 130;

    public static Command Create()
    {
        var names = new Argument<string[]>("notebook")
        {
            Description = "Which notebooks: number, name, part of a name, or path. All of them where none is named.",
            Arity = ArgumentArity.ZeroOrMore,
            HelpName = "NAME|NUMBER",
        };
        var command = new Command("run", "Runs notebooks and writes executed copies and the book.") { names };
        AddAction(command, names);
        return command;
    }

    /// <summary>Makes a command without arguments run the whole course.</summary>
    public static void RunsAll(Command command) => AddAction(command, names: null);

    public static Option<string?> OutputOption() => new("--output", "-o")
    {
        Description = "Where the book goes. Default: artifacts/book in the course's folder.",
        HelpName = "FOLDER",
    };

    private static void AddAction(Command command, Argument<string[]>? names)
    {
        var output = OutputOption();
        var timeout = new Option<TimeSpan?>("--timeout")
        {
            Description = "The most time one notebook may take: 90, 90s, 15m, 1h. Default: 30m.",
            HelpName = "TIME",
            CustomParser = TimeText.Parse,
        };
        var parallel = new Option<int?>("--parallel")
        {
            Description = "How many notebooks run at the same time; they share the processor's cores. Default: 1.",
            HelpName = "N",
        };
        parallel.Validators.Add(result =>
        {
            if (result.Tokens.Count == 1 && int.TryParse(result.Tokens[0].Value, out var n) && n is < 1 or > 64)
                result.AddError($"--parallel is {n}; it takes a number from 1 to 64.");
        });
        var failFast = new Option<bool>("--fail-fast") { Description = "Stop at the first notebook that fails." };
        var inPlace = new Option<bool>("--in-place")
        {
            Description = "Write what notebooks that pass have shown, and what their claims said, into notebooks/ too."
        };
        var solutions = new Option<bool>("--solutions")
        {
            Description = "After a notebook's last cell, run the solutions of its exercises too (from "
                + "notebooks/solutions/).",
        };
        var sabotage = new Option<bool>("--sabotage")
        {
            Description = "After a notebook's last cell, make each claim false and see that it fails (from "
                + "notebooks/sabotage/).",
        };
        foreach (var option in new Option[] { output, timeout, parallel, failFast, inPlace, solutions, sabotage })
            command.Add(option);
        command.SetAction((typed, cancellation) =>
        {
            var usual = new RunOptions();
            var options = usual with
            {
                Timeout = typed.GetValue(timeout) ?? usual.Timeout,
                Parallel = typed.GetValue(parallel) ?? usual.Parallel,
                FailFast = typed.GetValue(failFast),
                InPlace = typed.GetValue(inPlace),
                Solutions = typed.GetValue(solutions),
                Sabotage = typed.GetValue(sabotage),
            };
            var words = names is null ? [] : typed.GetValue(names) ?? [];
            RefuseOptions(words, command);
            return RunAsync(typed, words, typed.GetValue(output), options, cancellation);
        });
    }

    /// <summary>A mistyped option arrives among the names; the person hears which one, and what there is.</summary>
    private static void RefuseOptions(IEnumerable<string> words, Command command)
    {
        if (words.FirstOrDefault(word => word.StartsWith('-')) is not { } option) return;
        var known = command.Options.Select(known => known.Name).Append(CommandLine.CourseOption.Name)
            .Order(StringComparer.Ordinal).ToList();
        var near = known.MinBy(name => EditDistance.Between(name, option))!;
        var hint = EditDistance.Between(near, option) <= 3
            ? $"Did you mean {near}?"
            : $"There are: {string.Join(", ", known)}.";
        throw new UsageException($"'{command.Name}' has no option {option}. {hint}");
    }

    private static async Task<int> RunAsync(
        ParseResult typed, string[] words, string? folder, RunOptions options, CancellationToken cancellation)
    {
        var course = CommandLine.Course(typed);
        var chosen = NotebookSelection.Choose(course.Notebooks, words);
        if (chosen.Count == 0) throw new UsageException($"There is no notebook in {course.NotebooksPath}.");
        var output = typed.InvocationConfiguration.Output;
        var book = new BookWriter(
            folder ?? course.DefaultOutput, [.. course.Notebooks.Union(chosen)], Repository.Of(course.Root));
        var clock = Stopwatch.StartNew();
        book.Begin(chosen);
        var outcomes = await ShowAsync(output, chosen, view =>
            new CourseRun(book.ExecutedPath, options, new WatchingBook(book), view).RunAsync(chosen, cancellation));
        book.Complete();
        RunSummary.Write(output, chosen, outcomes, book, clock.Elapsed);
        if (cancellation.IsCancellationRequested) return Interrupted;
        return outcomes.Values.All(outcome => outcome.Verdict == RunVerdict.Passed) && book.Problems.Count == 0 ? 0 : 1;
    }

    /// <summary>A live table in a terminal; plain lines where the output goes to a file, a pipe or CI.</summary>
    private static Task<T> ShowAsync<T>(
        TextWriter output, IReadOnlyList<NotebookFile> chosen, Func<IRunView, Task<T>> run)
    {
        var isTerminal = output == Console.Out && !Console.IsOutputRedirected
            && AnsiConsole.Profile.Capabilities.Interactive && Environment.GetEnvironmentVariable("CI") is null or "";
        if (!isTerminal) return run(new PlainView(output, chosen.Count));
        var view = new LiveView(chosen);
        return view.ShowAsync(AnsiConsole.Console, () => run(view));
    }
}
