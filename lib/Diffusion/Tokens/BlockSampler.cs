using static TorchSharp.torch;

namespace Diffusion.Tokens;

/// <summary>
/// Draws texts block by block from left to right, and inside a block by masked diffusion (Arriola et al., "Block
/// Diffusion: Interpolating Between Autoregressive and Diffusion Language Models", 2025). Blocks of one letter are
/// autoregression, one block of the whole length is masked diffusion.
/// </summary>
public sealed class BlockSampler
{
    private readonly int blockSize, perCall;

    /// <summary>A sampler.</summary>
    /// <param name="blockSize">How many places a block has.</param>
    /// <param name="perCall">How many letters are drawn from one answer of the denoiser, each for itself.</param>
    /// <exception cref="ArgumentOutOfRangeException">
    /// A number is below 1, or a call draws more than a block holds.
    /// </exception>
    public BlockSampler(int blockSize, int perCall = 1)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(blockSize, 1);
        if (perCall < 1 || perCall > blockSize)
            throw new ArgumentOutOfRangeException(
                nameof(perCall), perCall, $"A call can draw 1 to {blockSize} letters, the size of a block.");
        (this.blockSize, this.perCall) = (blockSize, perCall);
    }

    /// <summary>Uncovers texts; one state a call of the denoiser.</summary>
    /// <param name="denoiser">Any denoiser of tokens.</param>
    /// <param name="start">[B, L]; letters that are not covered stay. It is not changed.</param>
    /// <param name="order">[B, L], numbers that say which place of a block comes first: the smallest.</param>
    /// <param name="chance">[B, L], uniform in [0, 1): which letter a place gets.</param>
    /// <returns>[B, L] each, owned by the caller.</returns>
    /// <exception cref="ArgumentException">The three tensors do not fit each other.</exception>
    public IEnumerable<Tensor> Sample(ITokenDenoiser denoiser, Tensor start, Tensor order, Tensor chance)
    {
        if (start.dim() != 2 || !start.shape.SequenceEqual(order.shape) || !start.shape.SequenceEqual(chance.shape))
            throw new ArgumentException(
                $"Texts, order and chance are [B, L] alike; they are [{string.Join(", ", start.shape)}], "
                + $"[{string.Join(", ", order.shape)}] and [{string.Join(", ", chance.shape)}].", nameof(start));
        return Blocks(denoiser, start, order, chance);
    }

    /// <summary>Uncovers texts and returns only the end, [B, L]; owned by the caller.</summary>
    /// <inheritdoc cref="Sample"/>
    public Tensor Run(ITokenDenoiser denoiser, Tensor start, Tensor order, Tensor chance)
    {
        Tensor? last = null;
        foreach (var state in Sample(denoiser, start, order, chance))
        {
            last?.Dispose();
            last = state;
        }
        return last!;
    }

    /// <summary>Draws one token a place: the first whose probabilities, summed up, exceed the chance.</summary>
    /// <param name="probabilities">[..., V].</param>
    /// <param name="chance">[...], in [0, 1).</param>
    public static Tensor Pick(Tensor probabilities, Tensor chance)
    {
        using var scope = NewDisposeScope();
        var sums = probabilities.cumsum(-1);
        // Rounding may leave the last sum below 1: chance is measured by what the sum is.
        var passed = sums <= chance.unsqueeze(-1).to(sums.dtype) * sums.narrow(-1, sums.shape[^1] - 1, 1);
        return passed.sum(-1).clamp_max(probabilities.shape[^1] - 1).MoveToOuterDisposeScope();
    }

    private IEnumerable<Tensor> Blocks(ITokenDenoiser denoiser, Tensor start, Tensor order, Tensor chance)
    {
        var text = start.alias().DetachFromDisposeScope();
        try
        {
            var length = (int)start.shape[1];
            for (var from = 0; from < length; from += blockSize)
            {
                var size = Math.Min(blockSize, length - from);
                for (var done = 0; done < size; done += perCall)
                {
                    Interruption.Point();
                    var next = Step(denoiser, text, order, chance, from, size, done).DetachFromDisposeScope();
                    text.Dispose();
                    text = next;
                    yield return text.alias();
                }
            }
        }
        finally
        {
            text.Dispose();
        }
    }

    private Tensor Step(ITokenDenoiser denoiser, Tensor text, Tensor order, Tensor chance, int from, int size, int done)
    {
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        var turns = order.narrow(1, from, size).argsort(1);
        var places = turns.narrow(1, done, Math.Min(perCall, size - done)) + from;
        var drawn = Pick(denoiser.Probabilities(text), chance);
        drawn = where(text.eq(WordList.Mask), drawn, text);
        return text.scatter(1, places, drawn.gather(1, places)).MoveToOuterDisposeScope();
    }
}
