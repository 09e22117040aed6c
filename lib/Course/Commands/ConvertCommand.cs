using System.CommandLine;
using NotebookKernel;

namespace Course.Commands;

/// <summary><c>course convert</c>: a .dib notebook of .NET Interactive as .ipynb, and back.</summary>
internal static class ConvertCommand
{
    public static Command Create()
    {
        var source = new Argument<string>("source")
        {
            Description = "The notebook to read: .dib or .ipynb.", HelpName = "FILE"
        };
        var target = new Argument<string>("target")
        {
            Description = "The notebook to write: .ipynb or .dib.", HelpName = "FILE"
        };
        var force = new Option<bool>("--force") { Description = "Replace the file if it is there." };
        var command = new Command(
            "convert", "Writes a .dib notebook as .ipynb, or the other way round, without running it.")
        {
            source, target, force,
        };
        command.SetAction(typed =>
        {
            var (from, to) = (typed.GetRequiredValue(source), typed.GetRequiredValue(target));
            Convert(from, to, typed.GetValue(force));
            typed.InvocationConfiguration.Output.WriteLine($"Wrote {to}");
            return 0;
        });
        return command;
    }

    private static void Convert(string from, string to, bool force)
    {
        foreach (var path in new[] { from, to }.Where(path => !NotebookFormats.IsNotebook(path)))
            throw new UsageException($"{path} is no notebook: the name must end in .ipynb or .dib.");
        if (!File.Exists(from)) throw new UsageException($"There is no file {from}.");
        if (Path.GetFullPath(from) == Path.GetFullPath(to)) throw new UsageException($"{to} is the file itself.");
        if (File.Exists(to) && !force) throw new UsageException($"{to} is there already; --force replaces it.");
        try
        {
            NotebookFormats.Save(NotebookFormats.Load(from), to);
        }
        catch (NotebookFormatException error)
        {
            throw new UsageException(error.Message);
        }
    }
}
