using TorchSharp;
using static TorchSharp.torch;

namespace Diffusion;

/// <summary>
/// Every place of a feature map looks at every other and, where there is one, at a text (Vaswani et al., 2017; in
/// diffusion models Ho et al., 2020, and Rombach et al., 2022). Starts as a block that changes nothing.
/// </summary>
internal sealed class AttentionBlock : nn.Module<Tensor, TextContext?, Tensor>
{
    private readonly nn.Module<Tensor, Tensor> norm, project, exit;
    private readonly nn.Module<Tensor, Tensor>? ask, text, textExit;
    private readonly int heads;

    internal AttentionBlock(int channels, int contextSize) : base(nameof(AttentionBlock))
    {
        heads = channels % 32 == 0 ? channels / 32 : 1;
        norm = new Layers.Norm(channels);
        project = new Layers.Dense(channels, 3 * channels);
        exit = new Layers.Dense(channels, channels, zero: true);
        if (contextSize > 0)
        {
            ask = new Layers.Dense(channels, channels);
            text = new Layers.Dense(contextSize, 2 * channels);
            textExit = new Layers.Dense(channels, channels, zero: true);
        }
        RegisterComponents();
    }

    /// <summary>[B, C, H, W] and a text or null; answers [B, C, H, W].</summary>
    public override Tensor forward(Tensor x, TextContext? context)
    {
        using var scope = NewDisposeScope();
        var (batch, channels, height, width) = (x.shape[0], x.shape[1], x.shape[2], x.shape[3]);
        var places = norm.forward(x).flatten(2).transpose(1, 2);
        var qkv = project.forward(places).chunk(3, 2);
        var change = exit.forward(Attend(qkv[0], qkv[1], qkv[2], heads));
        if (text is not null && context is not null)
        {
            var pair = text.forward(context.Vectors.to(x.dtype)).chunk(2, 2);
            var questions = ask!.forward(places + change);
            change = change + textExit!.forward(Attend(questions, pair[0], pair[1], heads, context.Mask));
            context.Watch?.Invoke(Looks(questions, pair[0], heads, context.Mask).reshape(batch, -1, height, width));
        }
        return (x + change.transpose(1, 2).reshape(batch, channels, height, width)).MoveToOuterDisposeScope();
    }

    /// <summary>
    /// How much each query looks at each key, [B, M, N], mean over heads: what attention weighs the values with.
    /// </summary>
    private static Tensor Looks(Tensor queries, Tensor keys, int heads, Tensor? mask)
    {
        Tensor Split(Tensor t) => t.reshape(t.shape[0], t.shape[1], heads, -1).transpose(1, 2).flatten(0, 1);
        var scores = Split(queries).bmm(Split(keys).transpose(1, 2)) / Math.Sqrt(queries.shape[2] / heads);
        scores = scores.reshape(queries.shape[0], heads, queries.shape[1], keys.shape[1]);
        if (mask is not null) scores = scores.masked_fill(mask.logical_not(), double.NegativeInfinity);
        return scores.softmax(-1).mean([1]).transpose(1, 2);
    }

    /// <summary>
    /// Attention of queries [B, N, C] over keys and values [B, M, C], in separate heads; a mask [B, 1, 1, M] of bools
    /// says which keys may be looked at, null: all.
    /// </summary>
    internal static Tensor Attend(Tensor queries, Tensor keys, Tensor values, int heads, Tensor? mask = null)
    {
        using var scope = NewDisposeScope();
        Tensor Split(Tensor t) => t.reshape(t.shape[0], t.shape[1], heads, -1).transpose(1, 2);
        var answer = nn.functional.scaled_dot_product_attention(Split(queries), Split(keys), Split(values), mask);
        return answer.transpose(1, 2).reshape(queries.shape).MoveToOuterDisposeScope();
    }
}
