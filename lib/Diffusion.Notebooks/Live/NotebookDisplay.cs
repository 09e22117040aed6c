using System.Reflection;

namespace Diffusion.Notebooks;

/// <summary>An output of a notebook cell that is replaced in place.</summary>
/// <param name="show">Shows an object and returns a handle with a method <c>Update(object)</c>.</param>
internal sealed class NotebookDisplay(Func<object, object?> show) : ILiveDisplay
{
    private Action<object>? update;

    /// <inheritdoc/>
    public void Show(Rich look)
    {
        var handle = show(look) ?? throw new ArgumentException(
            "'show' returned null; it must return a handle with a method Update(object), as display(x) does.");
        var method = handle.GetType().GetMethods(BindingFlags.Public | BindingFlags.Instance)
            .FirstOrDefault(m => m.Name == "Update" && m.GetParameters().Length == 1)
            ?? throw new ArgumentException(
                $"'show' returned a {handle.GetType().FullName}, which has no method Update(object); return what "
                + "display(x) returns.");
        update = value => method.Invoke(handle, BindingFlags.DoNotWrapExceptions, null, [value], null);
    }

    /// <inheritdoc/>
    public void Update(Rich look) => update!(look);

    /// <inheritdoc/>
    public void Finish(Rich look) => update!(look);
}
