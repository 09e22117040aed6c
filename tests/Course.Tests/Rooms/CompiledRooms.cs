using System.Collections.Immutable;
using System.Reflection;
using System.Reflection.Emit;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;

/// <summary>
/// The rooms of a library: which folder each of its types was compiled from (by its portable PDB), and which other
/// types of the library it names in its bases, attributes, members, local variables and code. A constant is not seen:
/// the compiler copies its value.
/// </summary>
public sealed class CompiledRooms
{
    private const BindingFlags Everything = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance
        | BindingFlags.Static | BindingFlags.DeclaredOnly;

    /// <summary>The PDB's note of where a type without code (an interface, an enum) stands.</summary>
    private static readonly Guid TypeDocuments = new("932E74BC-DBA9-4478-8D46-0F32A7BAB3D3");

    private static readonly Dictionary<short, OpCode> OpCodesByValue = typeof(OpCodes).GetFields()
        .Select(field => (OpCode)field.GetValue(null)!).ToDictionary(code => code.Value);

    private readonly Assembly library;
    private readonly Dictionary<Type, string> folderOf = [];

    /// <param name="library">A built library.</param>
    /// <param name="symbols">Its portable PDB.</param>
    /// <param name="root">Where its sources stand in the repository: <c>lib/Diffusion</c>.</param>
    public CompiledRooms(Assembly library, Stream symbols, string root)
    {
        this.library = library;
        using var provider = MetadataReaderProvider.FromPortablePdbStream(symbols);
        var reader = provider.GetMetadataReader();
        foreach (var (type, document) in Documents(reader).Distinct())
        {
            var path = '/' + reader.GetString(reader.GetDocument(document).Name).Replace('\\', '/');
            var start = path.LastIndexOf($"/{root}/", StringComparison.Ordinal);
            if (start < 0) continue;  // generated code, and source that libraries share
            var folder = Path.GetDirectoryName(path[(start + root.Length + 2)..])!.Replace('\\', '/');
            if (!folderOf.TryAdd(type, folder) && folderOf[type] != folder)
                throw new InvalidDataException($"{type} stands in two folders: '{folderOf[type]}' and '{folder}'.");
        }
        Arrows = [.. folderOf.Keys.SelectMany(ArrowsFrom).Distinct().OrderBy(arrow => arrow.ToString())];
    }

    /// <summary>The folders that hold a type, relative to the library; "" is its root.</summary>
    public IEnumerable<string> Folders => folderOf.Values.Distinct().Order();

    /// <summary>Every use of a type by a type in another folder.</summary>
    public ImmutableArray<RoomArrow> Arrows { get; }

    private IEnumerable<(Type, DocumentHandle)> Documents(MetadataReader reader)
    {
        foreach (var handle in reader.MethodDebugInformation)
        {
            var method = library.ManifestModule.ResolveMethod(MetadataTokens.GetToken(handle.ToDefinitionHandle()))!;
            var information = reader.GetMethodDebugInformation(handle);
            if (!information.Document.IsNil) yield return (Outermost(method.DeclaringType!), information.Document);
            foreach (var point in information.GetSequencePoints())
                yield return (Outermost(method.DeclaringType!), point.Document);
        }
        foreach (var note in reader.CustomDebugInformation.Select(reader.GetCustomDebugInformation))
        {
            if (reader.GetGuid(note.Kind) != TypeDocuments) continue;
            var type = library.ManifestModule.ResolveType(MetadataTokens.GetToken(note.Parent));
            for (var blob = reader.GetBlobReader(note.Value); blob.RemainingBytes > 0;)
                yield return (Outermost(type), MetadataTokens.DocumentHandle(blob.ReadCompressedInteger()));
        }
    }

    private IEnumerable<RoomArrow> ArrowsFrom(Type type) =>
        from part in WithNested(type)
        from named in NamedBy(part).SelectMany(Parts)
        where named.Assembly == library
        let target = Outermost(named)
        where folderOf.TryGetValue(target, out var folder) && folder != folderOf[type]
        select new RoomArrow(type.Name, folderOf[type], target.Name, folderOf[target]);

    private static IEnumerable<Type> NamedBy(Type type)
    {
        IEnumerable<Type?> named =
        [
            type.BaseType, .. type.GetInterfaces(), .. Attributes(type), .. Constraints(type.GetGenericArguments()),
            .. type.GetFields(Everything).SelectMany(field => Attributes(field).Append(field.FieldType)),
            .. type.GetProperties(Everything).SelectMany(Attributes),
            .. type.GetEvents(Everything).SelectMany(Attributes),
            .. type.GetMethods(Everything).SelectMany(method => NamedBy(method).Append(method.ReturnType)),
            .. type.GetConstructors(Everything).SelectMany(NamedBy),
        ];
        return named.OfType<Type>();
    }

    private static IEnumerable<Type?> NamedBy(MethodBase method)
    {
        var generic = method.IsGenericMethod ? method.GetGenericArguments() : [];
        var body = method.GetMethodBody();
        return
        [
            .. Attributes(method), .. Constraints(generic),
            .. method.GetParameters().SelectMany(one => Attributes(one).Append(one.ParameterType)),
            .. body?.LocalVariables.Select(local => local.LocalType) ?? [],
            .. body?.ExceptionHandlingClauses.Where(clause => clause.Flags == ExceptionHandlingClauseOptions.Clause)
                .Select(clause => clause.CatchType) ?? [],
            .. body is null ? [] : NamedByCode(method, body.GetILAsByteArray()!, generic),
        ];
    }

    private static IEnumerable<Type?> NamedByCode(MethodBase method, byte[] code, Type[] generic)
    {
        var ofType = method.DeclaringType!.GetGenericArguments();
        for (var at = 0; at < code.Length;)
        {
            var value = code[at++] is 0xFE ? (short)(0xFE00 | code[at++]) : code[at - 1];
            var operand = OpCodesByValue[value].OperandType;
            if (operand is OperandType.InlineField or OperandType.InlineMethod or OperandType.InlineType
                or OperandType.InlineTok)
            {
                var member = method.Module.ResolveMember(BitConverter.ToInt32(code, at), ofType, generic)!;
                yield return member as Type ?? member.DeclaringType;
                if (member is FieldInfo field) yield return field.FieldType;
                if (member is MethodInfo called) yield return called.ReturnType;
                if (member is MethodInfo { IsGenericMethod: true } made)
                    foreach (var argument in made.GetGenericArguments()) yield return argument;
            }
            at += operand switch
            {
                OperandType.InlineNone => 0,
                OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar => 1,
                OperandType.InlineVar => 2,
                OperandType.InlineI8 or OperandType.InlineR => 8,
                OperandType.InlineSwitch => 4 + 4 * BitConverter.ToInt32(code, at),
                _ => 4,
            };
        }
    }

    private static IEnumerable<Type> Attributes(MemberInfo member) => Attributes(member.GetCustomAttributesData());

    private static IEnumerable<Type> Attributes(ParameterInfo parameter) =>
        Attributes(parameter.GetCustomAttributesData());

    /// <summary>An attribute's class, and the types that it is given (<c>typeof(...)</c>).</summary>
    private static IEnumerable<Type> Attributes(IEnumerable<CustomAttributeData> attributes) =>
        attributes.SelectMany(attribute => attribute.ConstructorArguments
            .Concat(attribute.NamedArguments.Select(named => named.TypedValue))
            .Select(argument => argument.Value as Type ?? argument.ArgumentType).Append(attribute.AttributeType));

    private static IEnumerable<Type> Constraints(Type[] arguments) =>
        arguments.Where(argument => argument.IsGenericParameter)
            .SelectMany(argument => argument.GetGenericParameterConstraints());

    /// <summary>A type with what it is made of: the elements of an array, the arguments of a generic type.</summary>
    private static IEnumerable<Type> Parts(Type type) =>
        type.HasElementType ? Parts(type.GetElementType()!)
        : type.IsGenericParameter ? []
        : type.IsGenericType ? type.GetGenericArguments().SelectMany(Parts).Append(type.GetGenericTypeDefinition())
        : [type];

    private static IEnumerable<Type> WithNested(Type type) =>
        type.GetNestedTypes(BindingFlags.Public | BindingFlags.NonPublic).SelectMany(WithNested).Append(type);

    /// <summary>The type that a person wrote: the classes of lambdas and of async methods stand inside it.</summary>
    private static Type Outermost(Type type) => type.DeclaringType is { } outer ? Outermost(outer) : type;
}
