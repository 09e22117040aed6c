using System.ComponentModel;
using System.Reflection;

namespace NotebookKernel;

/// <summary>
/// Checks the operands of a tensor library's <c>matmul</c>. TorchSharp 0.107 ends the whole process where libtorch
/// refuses them; so what libtorch would refuse is refused here first. The tensors' properties are found by name, since
/// the kernel depends on no tensor library.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class MatrixProduct
{
    /// <summary>The product, if the operands fit.</summary>
    /// <param name="left">[..., N, K], or [K].</param>
    /// <param name="right">[..., K, M], or [K].</param>
    /// <param name="product">Multiplies.</param>
    /// <exception cref="ArgumentException">The shapes, the element types or the devices do not fit.</exception>
    public static TResult Of<TLeft, TRight, TResult>(TLeft left, TRight right, Func<TLeft, TRight, TResult> product)
    {
        ArgumentNullException.ThrowIfNull(product);
        ArgumentNullException.ThrowIfNull(left);
        ArgumentNullException.ThrowIfNull(right);
        if (Tensor<TLeft>.Shape is { } shapeOf && Tensor<TRight>.Shape is { } rightShapeOf)
            CheckShapes(shapeOf(left), rightShapeOf(right));
        CheckSame("element types", "Convert one: x.to(y.dtype).", Tensor<TLeft>.ElementType, left,
            Tensor<TRight>.ElementType, right);
        CheckSame("devices", "Move one: x.to(y.device).", Tensor<TLeft>.Device, left, Tensor<TRight>.Device, right);
        return product(left, right);
    }

    private static void CheckShapes(long[] left, long[] right)
    {
        if (left.Length == 0 || right.Length == 0)
            throw new ArgumentException(
                $"matmul multiplies vectors and matrices; a single number is neither: {Text(left)} and {Text(right)}. "
                + "Use *.");
        var inner = right.Length == 1 ? right[0] : right[^2];
        if (left[^1] != inner)
            throw new ArgumentException(
                $"matmul cannot multiply {Text(left)} by {Text(right)}: the last dimension of the first ({left[^1]}) "
                + $"must be the {(right.Length == 1 ? "only" : "last but one")} dimension of the second ({inner}).");
        for (var i = 3; i <= Math.Min(left.Length, right.Length); i++)
        {
            if (left[^i] != right[^i] && left[^i] != 1 && right[^i] != 1)
                throw new ArgumentException(
                    $"matmul cannot multiply {Text(left)} by {Text(right)}: the batch dimensions {left[^i]} and "
                    + $"{right[^i]} must be equal, or one of them 1.");
        }
    }

    private static void CheckSame<TLeft, TRight>(
        string what, string advice, Func<TLeft, string?>? ofLeft, TLeft left,
        Func<TRight, string?>? ofRight, TRight right)
    {
        if (ofLeft is null || ofRight is null)
            return;
        var (first, second) = (ofLeft(left), ofRight(right));
        if (first != second)
            throw new ArgumentException($"matmul needs equal {what}; these are {first} and {second}. {advice}");
    }

    private static string Text(long[] shape) => $"[{string.Join(", ", shape)}]";

    /// <summary>The properties of a tensor type, looked up once.</summary>
    private static class Tensor<T>
    {
        public static readonly Func<T, long[]>? Shape = Property("shape") is { } shape
            && shape.PropertyType == typeof(long[])
            ? shape.GetMethod!.CreateDelegate<Func<T, long[]>>()
            : null;

        public static readonly Func<T, string?>? ElementType = AsText(Property("dtype"));

        public static readonly Func<T, string?>? Device = AsText(Property("device"));

        private static PropertyInfo? Property(string name) =>
            typeof(T).IsValueType ? null : typeof(T).GetProperty(name);

        private static Func<T, string?>? AsText(PropertyInfo? property) =>
            property is null ? null : tensor => property.GetValue(tensor)?.ToString();
    }
}
