using System.CommandLine;
using System.CommandLine.Help;
using System.Globalization;
using System.Runtime.CompilerServices;
using Course.Notebooks;
using Diffusion;
using NotebookKernel;

namespace Course.Commands;

/// <summary>Everything a person can type after <c>course</c>.</summary>
public static class CommandLine
{
    /// <summary>The exit code for a mistake in what was typed.</summary>
    public const int UsageError = 2;

    /// <summary>After Ctrl-C: time to end the children and to finish the page that is being written.</summary>
    private static readonly TimeSpan TimeToFinish = TimeSpan.FromMinutes(1);

    /// <summary>
    /// Runs the program and returns its exit code: 0, 1 when something failed, 2 for a mistake in typing.
    /// </summary>
    public static async Task<int> RunAsync(string[] arguments, TextWriter? output = null, TextWriter? error = null)
    {
        // What is typed and what is said mean the same on every machine: a point before the fraction, whatever the
        // language.
        CultureInfo.DefaultThreadCurrentCulture = CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
        var configuration = new InvocationConfiguration
        {
            EnableDefaultExceptionHandler = false,
            ProcessTerminationTimeout = TimeToFinish,
        };
        if (output is not null) configuration.Output = output;
        if (error is not null) configuration.Error = error;
        try
        {
            var typed = Root().Parse(arguments);
            var code = await typed.InvokeAsync(configuration);
            return typed.Errors.Count > 0 ? UsageError : code;
        }
        catch (Exception mistake) when (mistake is UsageException or NotebookFormatException)
        {
            await configuration.Error.WriteLineAsync($"course: {mistake.Message}");
            return UsageError;
        }
        // A full disk, a missing data set, a damaged file, a diverged run, no libtorch: the message says what and what
        // to do.
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or InvalidDataException
                                            or ArithmeticException or PlatformNotSupportedException)
        {
            await configuration.Error.WriteLineAsync($"course: {failure.Message}");
            return 1;
        }
    }

    /// <summary>What would be wrong with a command, without running it; nothing where it can be run.</summary>
    public static IReadOnlyList<string> Mistakes(string[] arguments)
    {
        var root = Root();
        var typed = root.Parse(arguments);
        var known = root.Options.Concat(typed.CommandResult.Command.Options)
            .SelectMany(option => option.Aliases.Append(option.Name));
        // Where a command takes any words, a mistyped option is one of them until it runs.
        var unknown = arguments.Where(word => word.StartsWith("--", StringComparison.Ordinal)).Except(known);
        return [.. typed.Errors.Select(error => error.Message), .. unknown.Select(word => $"no option {word}")];
    }

    /// <summary>The folder of the course, as every command takes it.</summary>
    internal static Option<string?> CourseOption { get; } = new("--course")
    {
        Description = "The folder of the course; otherwise it is looked for from the current folder upwards.",
        HelpName = "FOLDER",
        Recursive = true,
    };

    internal static CourseFolder Course(ParseResult typed) => typed.GetValue(CourseOption) is { } folder
        ? CourseFolder.At(folder)
        : CourseFolder.Find(Environment.CurrentDirectory);

    private static RootCommand Root()
    {
        var root = new RootCommand(
            "Diffusion Notebooks: runs the notebooks of the course and makes a book of what they show.")
        {
            CourseOption,
            RunCommand.Create(),
            BookCommand.Create(),
            ConvertCommand.Create(),
        };
        foreach (var command in OfModels()) root.Add(command);
        foreach (var command in new[] { KernelCommand.Create(), DoctorCommand.Create(), ExecuteCommand.Create() })
            root.Add(command);
        RunCommand.RunsAll(root);
        var help = root.Options.OfType<HelpOption>().Single();
        help.Action = new HelpWithExamples((HelpAction)help.Action!);
        return root;
    }

    /// <summary>
    /// They name what the library has, and so load libtorch: before any cell, which would have TorchSharp load it in a
    /// way that ends the process.
    /// </summary>
    private static Command[] OfModels()
    {
        BuiltLibTorch.Offer();
        return Create();
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static Command[] Create()
    {
        // Help and mistakes in typing need no libtorch; what does need it says so itself.
        AppContext.SetSwitch(NativeLibraries.QuietSwitch, true);
        return [TrainCommand.Create(), DistillCommand.Create(), EvaluateCommand.Create(), DrawCommand.Create()];
    }
}
