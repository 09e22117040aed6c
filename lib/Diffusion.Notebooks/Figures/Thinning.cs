namespace Diffusion.Notebooks;

/// <summary>
/// Leaves out points of a long curve that nobody could see: of each stretch as narrow as a pixel the lowest and the
/// highest stay, so that the curve looks the same, spikes included. A run of 10,000 losses would else be 100 KB of
/// text.
/// </summary>
internal static class Thinning
{
    private const int Stretches = 800;
    private const int Short = 2 * Stretches;

    /// <summary>The places of the points to keep, in order; all of a short curve.</summary>
    public static IReadOnlyList<int> Of(double[] y)
    {
        if (y.Length <= Short)
            return [.. Enumerable.Range(0, y.Length)];
        var kept = new SortedSet<int> { 0, y.Length - 1 };
        for (var stretch = 0; stretch < Stretches; stretch++)
        {
            var (from, to) = ((int)((long)stretch * y.Length / Stretches),
                (int)((long)(stretch + 1) * y.Length / Stretches));
            var (low, high) = (from, from);
            for (var i = from; i < to; i++)
            {
                if (!double.IsFinite(y[i]))
                    kept.Add(i);
                if (y[i] < y[low])
                    low = i;
                if (y[i] > y[high])
                    high = i;
            }
            kept.Add(low);
            kept.Add(high);
        }
        return [.. kept];
    }
}
