using Mono.Cecil;
using Mono.Cecil.Cil;
using Mono.Cecil.Rocks;

namespace MendTorchSharp;

/// <summary>
/// TorchSharp hands a native call the address inside a Scalar or Tensor and forgets the object. A garbage collection
/// during the call, the background one's or one that another thread starts, may then run the object's finalizer, which
/// frees what the call is reading: "Unknown scalar type" now and then, in the best case. Here every method that makes
/// native calls is given GC.KeepAlive for its arguments and locals before it returns, which is what the runtime's
/// documentation asks for.
/// </summary>
internal static class KeepAlive
{
    /// <summary>
    /// Writes a copy of an assembly in which no argument is freed before the native call that uses it returns.
    /// </summary>
    /// <returns>How many methods were mended.</returns>
    public static int Mend(string source, string target)
    {
        using var assembly = AssemblyDefinition.ReadAssembly(source);
        var module = assembly.MainModule;
        var keepAlive = module.ImportReference(typeof(GC).GetMethod(nameof(GC.KeepAlive)));
        keepAlive.DeclaringType.Scope = module.TypeSystem.CoreLibrary;
        var methods = module.GetTypes().SelectMany(type => type.Methods).ToList();

        // A method that takes an address and calls native code with it is as native, for its callers, as what it calls.
        var native = methods.Where(method => method.IsPInvokeImpl).ToHashSet();
        bool CallsNative(MethodDefinition method) => method.HasBody && method.Body.Instructions.Any(instruction =>
            instruction.Operand is MethodReference callee && callee.DeclaringType.Scope == module
                && native.Contains(callee.Resolve()));
        int before;
        do
        {
            before = native.Count;
            native.UnionWith(methods.Where(method =>
                method.Parameters.Any(parameter => parameter.ParameterType.MetadataType == MetadataType.IntPtr)
                    && CallsNative(method)).ToList());
        }
        while (native.Count > before);

        // TorchSharp was built for an older .NET. A compiler that resolves its references here says so (CS1701), and
        // .NET Interactive shows that to the learner, below the cell.
        foreach (var reference in module.AssemblyReferences
            .Where(reference => reference.Name.StartsWith("System.", StringComparison.Ordinal)))
            reference.Version = typeof(object).Assembly.GetName().Version;

        var mended = methods.Where(CallsNative).Count(method => Mend(method, keepAlive));
        assembly.Write(target);
        return mended;
    }

    private static bool Mend(MethodDefinition method, MethodReference keepAlive)
    {
        method.Body.SimplifyMacros();
        NameTemporaries(method);
        var objects = new List<Func<Instruction>>();
        if (method.HasThis && !method.DeclaringType.IsValueType)
            objects.Add(() => Instruction.Create(OpCodes.Ldarg, method.Body.ThisParameter));
        objects.AddRange(method.Parameters.Where(parameter => IsObject(parameter.ParameterType))
            .Select(parameter => (Func<Instruction>)(() => Instruction.Create(OpCodes.Ldarg, parameter))));
        objects.AddRange(method.Body.Variables.Where(local => IsObject(local.VariableType))
            .Select(local => (Func<Instruction>)(() => Instruction.Create(OpCodes.Ldloc, local))));
        if (objects.Count == 0) return false;
        method.Body.InitLocals = true;
        var il = method.Body.GetILProcessor();
        foreach (var end in method.Body.Instructions.Where(instruction => instruction.OpCode == OpCodes.Ret).ToList())
        {
            var lines = objects.SelectMany(load => new[] { load(), il.Create(OpCodes.Call, keepAlive) })
                .Append(il.Create(OpCodes.Ret)).ToList();
            // The return becomes the first of them, so that a jump to it runs them all.
            (end.OpCode, end.Operand) = (lines[0].OpCode, lines[0].Operand);
            var last = end;
            foreach (var line in lines.Skip(1))
            {
                il.InsertAfter(last, line);
                last = line;
            }
        }
        method.Body.OptimizeMacros();
        return true;
    }

    // What is neither an argument nor a local when its address is taken becomes a local.
    private static void NameTemporaries(MethodDefinition method)
    {
        var il = method.Body.GetILProcessor();
        foreach (var address in method.Body.Instructions.ToList())
        {
            if (address.Operand is not MethodReference { Name: "get_Handle" } getter
                || address.Previous.OpCode.Code is Code.Ldarg or Code.Ldloc)
                continue;
            var call = address.OpCode;
            var local = new VariableDefinition(getter.DeclaringType);
            method.Body.Variables.Add(local);
            address.OpCode = OpCodes.Dup;
            address.Operand = null;
            var take = il.Create(OpCodes.Stloc, local);
            il.InsertAfter(address, take);
            il.InsertAfter(take, il.Create(call, getter));
        }
    }

    private static bool IsObject(TypeReference type) =>
        !type.IsValueType && !type.IsByReference && !type.IsPointer && !type.IsGenericParameter && !type.IsPinned
        && type.MetadataType != MetadataType.String;
}
