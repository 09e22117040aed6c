using System.Reflection;
using Microsoft.DotNet.Interactive;
using Microsoft.DotNet.Interactive.Commands;

namespace Diffusion.Interactive;

/// <summary>
/// Lets a C# cell take tensors of other cells. The kernel declares a variable for a shared value by the full name of
/// its type, and that of a nested type, as <c>torch.Tensor</c> is one, has a plus that C# does not understand.
/// </summary>
internal static class NestedTypes
{
    /// <summary>Watches what is shared with C# cells.</summary>
    /// <param name="csharp">The kernel of C# cells.</param>
    public static void Mend(Kernel csharp)
    {
        var declare = csharp.GetType().GetMethod("SetValueAsync", [typeof(string), typeof(object), typeof(Type)])
            ?? throw new MissingMethodException(csharp.GetType().FullName, "SetValueAsync(string, object, Type)");
        csharp.AddMiddleware(async (command, context, next) =>
        {
            if (command is SendValue { Value: { } value, Name: var name } && value.GetType().IsNestedPublic)
                await (Task)declare.Invoke(
                    csharp, BindingFlags.DoNotWrapExceptions, null, [name, value, new Spelt(value.GetType())], null)!;
            else
                await next(command, context);
        });
    }

    /// <summary>A type with its name as C# spells it.</summary>
    private sealed class Spelt(Type type) : TypeDelegator(type)
    {
        public override string? FullName => base.FullName?.Replace('+', '.');
    }
}
