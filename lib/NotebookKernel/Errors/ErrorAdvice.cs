using System.Text.RegularExpressions;

namespace NotebookKernel;

/// <summary>One sentence of help for the errors that learners meet most often.</summary>
internal static partial class ErrorAdvice
{
    private static readonly (Regex Message, string Advice)[] Known =
    [
        (FreedTensor(),
            "A tensor was used after it was freed: by Dispose, or at the end of the `using` or the dispose scope in "
                + "which it was made. Make it outside, or keep it with MoveToOuterDisposeScope()."),
        (OtherDevice(), "Tensors that meet must be on one device: move one with x.to(y.device)."),
        (OtherElementType(),
            "Tensors that meet must have one element type: convert one with x.to(y.dtype); networks want float32."),
        (OtherProduct(),
            "A matrix product needs the first one's last dimension to be the second one's last but one: [N, K] by [K, "
                + "M]; swap a matrix's two with .t()."),
        (OtherShape(),
            "The shapes do not fit: compare x.shape and y.shape from the last dimension backwards; each pair must be "
                + "equal, or one of them 1."),
        (NoGradient(), "backward() needs a loss that was computed from parameters, outside no_grad() and without "
            + "item() or detach()."),
        (SecondBackward(),
            "backward() frees what the forward pass has kept: compute the loss again before the next backward()."),
        (NoMemory(), "There is not enough memory: take a smaller batch, and free tensors with `using` or a dispose "
            + "scope in each step."),
    ];

    /// <summary>What to do about an exception, if that is known.</summary>
    public static string? For(Exception error)
    {
        for (var cause = error; cause is not null; cause = cause.InnerException)
        {
            if ((Known.FirstOrDefault(known => known.Message.IsMatch(cause.Message)).Advice
                ?? OfType(cause)) is { } advice)
                return advice;
        }
        return null;
    }

    private static string? OfType(Exception error) => error switch
    {
        ObjectDisposedException { ObjectName: var name } =>
            $"{(name.Length > 0 ? name : "An object")} was used after it was disposed: use it inside the `using` that "
                + "made it.",
        NullReferenceException => "Something on this line is null: has the cell that gives it a value been run?",
        FileNotFoundException or DirectoryNotFoundException =>
            "A path starts from the notebook's folder; check its spelling there.",
        DllNotFoundException =>
            "A native library could not be loaded: build the project that brings it, then restart the kernel.",
        OutOfMemoryException => Known[^1].Advice,
        _ => null,
    };

    [GeneratedRegex("Tensor invalid -- empty handle|tensor .*(has been|was|already) disposed", RegexOptions.IgnoreCase)]
    private static partial Regex FreedTensor();

    [GeneratedRegex("tensors? to be on the same device|found at least two devices|is on (cpu|cuda|mps).* but expected")]
    private static partial Regex OtherDevice();

    [GeneratedRegex(
        "expected scalar type|to have the same dtype|should be the same$"
        + "|but got .*(Float|Double|Long|Half|BFloat16) for|Input type .* and (bias|weight) type")]
    private static partial Regex OtherElementType();

    [GeneratedRegex(
        @"must match the size of tensor|shape '\[.*' is invalid for input of size|Sizes of tensors must match"
        + @"|to have \d+ channels|must match the existing size|size mismatch"
        + "|stack expects each tensor to be equal size")]
    private static partial Regex OtherShape();

    [GeneratedRegex(@"shapes cannot be multiplied|matmul cannot multiply .* the last dimension")]
    private static partial Regex OtherProduct();

    [GeneratedRegex("does not require grad and does not have a grad_fn")]
    private static partial Regex NoGradient();

    [GeneratedRegex("backward through the graph a second time")]
    private static partial Regex SecondBackward();

    [GeneratedRegex("out of memory|not enough memory|can't allocate memory", RegexOptions.IgnoreCase)]
    private static partial Regex NoMemory();
}
