/// <summary>How alike the outputs of a cell have to be in two runs.</summary>
public enum Closeness
{
    /// <summary>The same to the last character: two runs on one machine.</summary>
    Bytes,

    /// <summary>
    /// The same structure and words, numbers to a thousandth or their last printed digit, pictures to a mean of two
    /// grey levels: one run on each of two machines, which round sums differently.
    /// </summary>
    Numbers,

    /// <summary>
    /// The same structure and words, so the same claims, all of them met; numbers and pictures may differ. For what
    /// training made: it grows a last digit into another network, as good as the first.
    /// </summary>
    Claims,

    /// <summary>The same kinds of outputs: for a notebook that found other data than the committed one.</summary>
    Kinds,
}
