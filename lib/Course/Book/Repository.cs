using System.ComponentModel;
using System.Diagnostics;
using System.Text.RegularExpressions;

namespace Course.Book;

/// <summary>Where the course lives on GitHub: pages of a book that was made from there lead to it.</summary>
/// <param name="Name">Owner and name, divided by a slash.</param>
public sealed partial record Repository(string Name)
{
    /// <summary>Opens the course in the reader's browser, with everything built.</summary>
    public string Codespaces => $"https://codespaces.new/{Name}?quickstart=1";

    /// <summary>
    /// The repository that a folder was cloned from, or that GITHUB_REPOSITORY names; null where there is none or it is
    /// not on GitHub.
    /// </summary>
    public static Repository? Of(string folder)
    {
        if (Environment.GetEnvironmentVariable("GITHUB_REPOSITORY") is { Length: > 0 } name)
            return new Repository(name);
        var start = new ProcessStartInfo("git", ["-C", folder, "remote", "get-url", "origin"])
        {
            RedirectStandardOutput = true, RedirectStandardError = true,
        };
        try
        {
            using var git = Process.Start(start)!;
            var address = git.StandardOutput.ReadToEnd();
            git.WaitForExit();
            return OfAddress(address.Trim());
        }
        catch (Win32Exception)
        {
            return null; // no git on this computer
        }
    }

    /// <summary>The repository of a remote's address; null where it is not on GitHub.</summary>
    public static Repository? OfAddress(string address) =>
        GitHub().Match(address) is { Success: true } match ? new Repository(match.Groups[1].Value) : null;

    [GeneratedRegex(
        @"^(?:https://(?:[^@/]*@)?github\.com/|(?:ssh://)?git@github\.com[:/])([\w.-]+/[\w.-]+?)(?:\.git)?/?$")]
    private static partial Regex GitHub();
}
