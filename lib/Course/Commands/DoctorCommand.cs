using System.CommandLine;

namespace Course.Commands;

internal static class DoctorCommand
{
    public static Command Create() => new("doctor", "Tells what this computer has, what is missing, and what to do about it.");
}
