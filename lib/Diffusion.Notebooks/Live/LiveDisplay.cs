using System.Reflection;

namespace Diffusion.Notebooks;

/// <summary>Finds the place where something live can be shown: a notebook's output, else the console.</summary>
/// <remarks>
/// Kernels are found by the names of their types, because the library references none. In .NET Interactive the handle
/// that <c>display</c> returns updates nothing (it announces another display id than the one shown); the handle of the
/// invocation context does, so that one is preferred there.
/// </remarks>
internal static class LiveDisplay
{
    private const string InteractiveContext = "Microsoft.DotNet.Interactive.KernelInvocationContext";
    private const string InteractiveExtensions = "Microsoft.DotNet.Interactive.KernelInvocationContextExtensions";
    private const string OwnFunctions = "NotebookKernel.CellFunctions";

    /// <summary>The best place there is.</summary>
    /// <param name="show">How to show an object, if the caller knows.</param>
    public static ILiveDisplay Find(Func<object, object?>? show)
    {
        var found = Interactive() ?? show ?? OwnKernel();
        return found is null
            ? new ConsoleDisplay(Console.Out, Console.IsOutputRedirected, TimeProvider.System)
            : new NotebookDisplay(found);
    }

    /// <summary>
    /// Whether this is a cell of .NET Interactive itself, and not of a kernel that has types of the same names.
    /// </summary>
    public static bool IsInteractive =>
        InteractiveCell()?.GetType().Assembly.GetName().Name == "Microsoft.DotNet.Interactive";

    private static object? InteractiveCell() =>
        TypeNamed(InteractiveContext)?.GetProperty("Current", BindingFlags.Public | BindingFlags.Static)
            ?.GetValue(null);

    private static Func<object, object?>? Interactive()
    {
        var context = InteractiveCell();
        var display = TypeNamed(InteractiveExtensions)?.GetMethods()
            .FirstOrDefault(m => m.Name == "Display" && m.GetParameters().Length == 3);
        return context is null || display is null ? null : value => display.Invoke(
            null, BindingFlags.DoNotWrapExceptions, null, [context, value, Array.Empty<string>()], null);
    }

    private static Func<object, object?>? OwnKernel()
    {
        var display = TypeNamed(OwnFunctions)?.GetMethod("display", [typeof(object), typeof(string[])]);
        return display is null ? null : value => display.Invoke(
            null, BindingFlags.DoNotWrapExceptions, null, [value, Array.Empty<string>()], null);
    }

    private static Type? TypeNamed(string name) =>
        AppDomain.CurrentDomain.GetAssemblies().Select(assembly => assembly.GetType(name))
            .FirstOrDefault(type => type is not null);
}
