using static TorchSharp.torch;

namespace Diffusion;

/// <summary>
/// AdamW (Loshchilov and Hutter, "Decoupled Weight Decay Regularization", 2019) on flat weights, in one fused call.
/// </summary>
internal sealed class AdamW : IDisposable
{
    // libtorch has the fused kernels; TorchScript is the way to reach them from here. The lists have to be arguments:
    // TorchScript takes a list made inside for something nobody sees, and drops the call that writes to its tensors.
    private const string Script = """
        def norm(gradients: Tensor) -> Tensor:
            return torch.linalg_vector_norm(gradients)

        def step(values: List[Tensor], gradients: List[Tensor], mean: List[Tensor], square: List[Tensor], count: List[Tensor],
                 numbers: Tensor) -> Tensor:
            listed: List[float] = numbers.tolist()
            rate, decay = listed
            count[0].add_(1)
            torch._fused_adamw_(values, gradients, mean, square, [], count, lr=rate, beta1=0.9, beta2=0.999,
                                weight_decay=decay, eps=1e-8, amsgrad=False, maximize=False)
            gradients[0].zero_()
            return count[0].alias()

        """;

    private readonly FlatParameters weights;
    private readonly jit.CompilationUnit script = jit.compile(Script);

    internal AdamW(FlatParameters weights)
    {
        this.weights = weights;
        using var scope = NewDisposeScope();
        Mean = zeros_like(weights.Values).DetachFromDisposeScope();
        Square = zeros_like(weights.Values).DetachFromDisposeScope();
        Count = zeros([], ScalarType.Float32, weights.Values.device).DetachFromDisposeScope();
    }

    /// <summary>[P], the running mean of the gradients.</summary>
    internal Tensor Mean { get; }

    /// <summary>[P], the running mean of their squares.</summary>
    internal Tensor Square { get; }

    /// <summary>A single number: the steps taken.</summary>
    internal Tensor Count { get; }

    /// <summary>The length of the gradient.</summary>
    internal double GradientNorm()
    {
        using var norm = script.invoke<Tensor>("norm", weights.Gradients!);
        return norm.to(ScalarType.Float64).item<double>();
    }

    /// <summary>Shortens a gradient of length <paramref name="norm"/> to at most <paramref name="longest"/>.</summary>
    internal void Clip(double norm, double longest)
    {
        using var noGrad = no_grad();
        weights.Gradients!.mul_(Math.Min(1, longest / (norm + 1e-12)));
    }

    /// <summary>One step along the gradients, which are then 0.</summary>
    internal void Step(double rate, double decay)
    {
        using var noGrad = no_grad();
        Tensor[] values = [weights.Values], gradients = [weights.Gradients!], mean = [Mean], square = [Square],
            count = [Count];
        // In a tensor, not as numbers: TorchSharp may free those before the script has read them.
        using var numbers = tensor(new[] { rate, decay });
        using var result = script.invoke<Tensor>("step", values, gradients, mean, square, count, numbers);
    }

    public void Dispose()
    {
        Mean.Dispose();
        Square.Dispose();
        Count.Dispose();
        script.Dispose();
    }
}
