using System.Globalization;
using System.Runtime.InteropServices;

namespace Course;

/// <summary>
/// Cells may use every culture (.NET takes them from the ICU library); what the program and a cell write without naming
/// one is the same on every computer.
/// </summary>
internal static class Cultures
{
    /// <summary>Whether there are other cultures than the invariant one.</summary>
    public static bool AreThere => CultureInfo.GetCultures(CultureTypes.NeutralCultures).Length > 1;

    /// <summary>
    /// Must come before anything that uses a culture: .NET ends a process that does so where there is no ICU, unless it
    /// has been told to do without.
    /// </summary>
    public static void Prepare()
    {
        if (OperatingSystem.IsLinux() && LoadIcu() == 0)
            AppContext.SetSwitch("System.Globalization.Invariant", true);
        CultureInfo.DefaultThreadCurrentCulture =
            CultureInfo.DefaultThreadCurrentUICulture = CultureInfo.InvariantCulture;
        CultureInfo.CurrentCulture = CultureInfo.CurrentUICulture = CultureInfo.InvariantCulture;
    }

    /// <summary>
    /// What .NET itself calls at the first use of a culture: 0 where it finds no ICU library that it can use.
    /// </summary>
    [DllImport("libSystem.Globalization.Native", EntryPoint = "GlobalizationNative_LoadICU")]
    private static extern int LoadIcu();
}
