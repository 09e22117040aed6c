using System.CommandLine;
using Course.Running;
using NotebookKernel;

namespace Course.Commands;

/// <summary>
/// The hidden command that is a notebook's own process. Standard output carries events only, standard input carries
/// nothing: when it ends, the program that started this one is gone, and this one goes too.
/// </summary>
internal static class ExecuteCommand
{
    public static Command Create()
    {
        var notebook = new Argument<string>("notebook");
        var copy = new Argument<string>("copy");
        var solutions = new Option<bool>(ExecuteNotebook.SolutionsFlag);
        var sabotage = new Option<bool>(ExecuteNotebook.SabotageFlag);
        var command = new Command(ExecuteNotebook.CommandName, "Runs one notebook in this process; used by run.")
        {
            notebook, copy, solutions, sabotage,
        };
        command.Hidden = true;
        command.SetAction(async typed =>
        {
            var events = Console.OpenStandardOutput();
            Console.SetOut(Console.Error);
            EndWithParent();
            Console.SetIn(TextReader.Null);
            Console.CancelKeyPress += (_, pressed) => pressed.Cancel = true; // the parent decides, and kills
            try
            {
                await ExecuteNotebook.RunAsync(
                    typed.GetRequiredValue(notebook), typed.GetRequiredValue(copy),
                    typed.GetValue(solutions), typed.GetValue(sabotage), events);
                return 0;
            }
            catch (Exception problem) when (problem is NotebookFormatException or IOException or UsageException)
            {
                await Console.Error.WriteLineAsync(problem.Message);
                return ExecuteNotebook.CannotStart;
            }
        });
        return command;
    }

    private static void EndWithParent()
    {
        var input = Console.OpenStandardInput();
        var watch = new Thread(() =>
        {
            Span<byte> nothing = stackalloc byte[1];
            while (input.Read(nothing) > 0)
            {
            }
            Environment.Exit(1);
        })
        { IsBackground = true, Name = "waits for the end of the parent" };
        watch.Start();
    }
}
