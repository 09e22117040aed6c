using System.Diagnostics;
using System.Net;
using Diffusion.Notebooks;
using Microsoft.DotNet.Interactive;
using Microsoft.DotNet.Interactive.Directives;
using Microsoft.DotNet.Interactive.Events;
using Microsoft.DotNet.Interactive.Formatting;

namespace Diffusion.Interactive;

/// <summary><c>#!diffusion</c>: what the course has for a notebook, in a cell of any language.</summary>
internal static class CourseDirective
{
    private const string Name = "#!diffusion";

    private static readonly (string Name, string What)[] Commands =
    [
        ("data", "the data sets, how a cell loads them, and whether they are on this computer"),
        ("models", "the trained networks that come with the course, and how a cell loads them"),
        ("doctor", "what this computer has, what is missing, and what to do about it"),
    ];

    /// <summary>Adds it to a kernel and to those below it.</summary>
    public static void AddTo(Kernel kernel)
    {
        var what = new KernelDirectiveParameter("--what", "data, models or doctor") { AllowImplicitName = true }
            .AddCompletions(() => Commands.Select(command => command.Name));
        var directive = new KernelActionDirective(Name, "Lists the course's own commands.") { Parameters = [what] };
        kernel.AddDirective<CourseRequest>(directive, HandleAsync);
    }

    private static async Task HandleAsync(CourseRequest request, KernelInvocationContext context)
    {
        switch (request.What)
        {
            case null:
                Show(request, context,
                    CourseTable.Of(Commands.Select(command => ($"{Name} {command.Name}", command.What))));
                break;
            case "data": Show(request, context, CourseTable.OfData()); break;
            case "models": Show(request, context, CourseTable.OfModels()); break;
            case "doctor": Show(request, context, await ExamineAsync(context.CancellationToken)); break;
            default:
                context.Fail(
                    request, message: $"{Name} knows {string.Join(", ", Commands.Select(command => command.Name))}; "
                        + $"not '{request.What}'.");
                break;
        }
    }

    private static void Show(
        CourseRequest request, KernelInvocationContext context, (string Html, string Text) table) =>
        context.Publish(new DisplayedValueProduced(
            table.Text, request,
            [new FormattedValue("text/html", table.Html), new FormattedValue("text/plain", table.Text)]));

    /// <summary>The doctor is a part of the program, which the same build has put beside the library.</summary>
    private static async Task<(string Html, string Text)> ExamineAsync(CancellationToken cancel)
    {
        var built = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(typeof(Figure).Assembly.Location)!, ".."));
        var program = Path.Combine(built, "Course", OperatingSystem.IsWindows() ? "course.exe" : "course");
        if (!File.Exists(program))
            throw new FileNotFoundException(
                $"'{program}' is not there. Run 'dotnet build' in the course's folder.", program);
        using var process = Process.Start(new ProcessStartInfo(
            program, ["doctor", "--course", Path.GetFullPath(Path.Combine(built, "../.."))])
        {
            RedirectStandardOutput = true,
        })!;
        try
        {
            var text = (await process.StandardOutput.ReadToEndAsync(cancel)).TrimEnd();
            return ($"<pre>{WebUtility.HtmlEncode(text)}</pre>", text);
        }
        finally
        {
            if (!process.HasExited) process.Kill(entireProcessTree: true);
        }
    }
}
