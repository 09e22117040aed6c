using System.CommandLine;
using Course.Doctor;
using Course.Notebooks;
using Diffusion;

namespace Course.Commands;

/// <summary><c>course doctor</c>: tells what this computer has.</summary>
internal static class DoctorCommand
{
    public static Command Create()
    {
        var command = new Command("doctor", "Tells what this computer has, what is missing, and what to do about it.");
        command.SetAction(typed =>
        {
            // A missing libtorch is a finding, told in its place.
            AppContext.SetSwitch(NativeLibraries.QuietSwitch, true);
            var output = typed.InvocationConfiguration.Output;
            var missing = 0;
            foreach (var finding in Examination.Of(FindCourse(typed)))
            {
                var sign = finding.Health switch { Health.Good => "ok     ", Health.Optional => "-      ",
                    _ => "MISSING" };
                output.WriteLine($"{sign} {finding.Name,-10} {finding.Found}");
                if (finding.Advice is { } advice) output.WriteLine($"{"",19}{advice}");
                missing += finding.Health == Health.Missing ? 1 : 0;
            }
            output.WriteLine();
            output.WriteLine(missing == 0
                ? "The course runs here."
                : $"{missing} thing(s) to put right before the course runs here.");
            return missing == 0 ? 0 : 1;
        });
        return command;
    }

    /// <summary>A missing course is a finding too, not the end of the examination.</summary>
    private static CourseFolder? FindCourse(ParseResult typed)
    {
        try
        {
            return CommandLine.Course(typed);
        }
        catch (UsageException) when (typed.GetValue(CommandLine.CourseOption) is null)
        {
            return null;
        }
    }
}
