using System.CommandLine;
using Course.Book;

namespace Course.Commands;

/// <summary><c>course book</c>: pages without running anything.</summary>
internal static class BookCommand
{
    public static Command Create()
    {
        var output = RunCommand.OutputOption();
        var command = new Command(
            "book", "Makes the book from the newest outputs there are, without running a notebook.") { output };
        command.SetAction(typed =>
        {
            var course = CommandLine.Course(typed);
            var book = new BookWriter(
                typed.GetValue(output) ?? course.DefaultOutput, course.Notebooks, Repository.Of(course.Root));
            book.WriteAll();
            foreach (var problem in book.Problems) typed.InvocationConfiguration.Error.WriteLine(problem);
            typed.InvocationConfiguration.Output.WriteLine($"{course.Notebooks.Count} chapters: {book.IndexPath}");
            return book.Problems.Count == 0 ? 0 : 1;
        });
        return command;
    }
}
