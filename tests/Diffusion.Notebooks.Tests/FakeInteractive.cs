// Stand-ins with the names and signatures of .NET Interactive's own types, which are published no longer.
#pragma warning disable IDE0130
namespace Microsoft.DotNet.Interactive;

/// <summary>The context of a running cell.</summary>
public sealed class KernelInvocationContext(Func<object, object> show)
{
    private static readonly AsyncLocal<KernelInvocationContext?> Ambient = new();

    public static KernelInvocationContext? Current
    {
        get => Ambient.Value;
        set => Ambient.Value = value;
    }

    public object Show(object value) => show(value);
}

public static class KernelInvocationContextExtensions
{
    public static object Display(this KernelInvocationContext context, object value, params string[] mimeTypes) =>
        context.Show(value);
}
