using System.Runtime.InteropServices;

namespace NotebookKernel;

/// <summary>How a cell of C# writes the type of a value that another language made.</summary>
internal static class CSharpNames
{
    /// <summary>The nearest type that C# can name: the value's own, or a base of it.</summary>
    public static Type Nearest(Type type)
    {
        for (var named = type; named is not null; named = named.BaseType)
        {
            if (CanName(named))
                return named;
        }
        return typeof(object);
    }

    /// <summary>A type's full name in C#.</summary>
    public static string Of(Type type)
    {
        if (type.IsArray)
        {
            // Of an array of arrays C# writes the outer one's brackets first.
            var (element, brackets) = (type, "");
            for (; element.IsArray; element = element.GetElementType()!)
                brackets += $"[{new string(',', element.GetArrayRank() - 1)}]";
            return Of(element) + brackets;
        }
        if (type.IsGenericParameter || type == typeof(void))
            throw new ArgumentException($"{type} is no type of a value.", nameof(type));
        var arguments = new Queue<Type>(type.GetGenericArguments());
        var nesting = new Stack<Type>();
        for (var outer = type; outer is not null; outer = outer.DeclaringType)
            nesting.Push(outer);
        var names = nesting.Select(part => Name(part, arguments));
        var space = type.Namespace is { Length: > 0 } named ? named + "." : "";
        return $"global::{space}{string.Join('.', names)}";
    }

    /// <summary>The files with the types that the name is made of, without the runtime's own.</summary>
    public static IEnumerable<string> FilesOf(Type type) =>
        Parts(type).Select(part => part.Assembly.Location)
            .Where(path => path.Length > 0
                && Path.GetDirectoryName(path) != RuntimeEnvironment.GetRuntimeDirectory().TrimEnd('/', '\\'))
            .Distinct();

    private static string Name(Type type, Queue<Type> arguments)
    {
        var tick = type.Name.IndexOf('`');
        if (tick < 0)
            return "@" + type.Name;
        var own = int.Parse(type.Name[(tick + 1)..], System.Globalization.CultureInfo.InvariantCulture);
        var inner = Enumerable.Range(0, own).Select(_ => Of(arguments.Dequeue()));
        return $"@{type.Name[..tick]}<{string.Join(", ", inner)}>";
    }

    private static bool CanName(Type type) => Parts(type).All(part =>
        part.IsVisible && part is { IsPointer: false, IsByRef: false, IsByRefLike: false }
        && part.Assembly is { IsDynamic: false, Location.Length: > 0 }
        && part.Name.All(letter => char.IsLetterOrDigit(letter) || letter is '_' or '`'));

    private static IEnumerable<Type> Parts(Type type) => type.IsArray
        ? Parts(type.GetElementType()!)
        : type.GetGenericArguments().SelectMany(Parts)
            .Prepend(type.IsGenericType ? type.GetGenericTypeDefinition() : type);
}
