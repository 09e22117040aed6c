namespace Diffusion.Notebooks;

/// <summary>The up to 256 colours of a picture, commonest first.</summary>
internal sealed class ColourTable
{
    private const int Capacity = 256;
    private readonly List<(byte R, byte G, byte B)> colours;
    private readonly Dictionary<(byte R, byte G, byte B), int> indices = [];

    private ColourTable(List<(byte R, byte G, byte B)> colours)
    {
        this.colours = colours;
        for (var i = 0; i < colours.Count; i++)
            indices[colours[i]] = i;
    }

    /// <summary>How many colours there are.</summary>
    public int Count => colours.Count;

    /// <summary>The table of a picture; null if it must be exact and has more than 256 colours.</summary>
    public static ColourTable? Of(Picture picture, bool exact)
    {
        var counts = new Dictionary<(byte R, byte G, byte B), int>();
        for (var y = 0; y < picture.Height; y++)
            for (var x = 0; x < picture.Width; x++)
            {
                var colour = picture[x, y];
                counts[colour] = counts.GetValueOrDefault(colour) + 1;
                if (exact && counts.Count > Capacity)
                    return null;
            }
        return new ColourTable(
            [.. counts.OrderByDescending(c => c.Value).ThenBy(c => c.Key).Take(Capacity).Select(c => c.Key)]);
    }

    /// <summary>The place of a colour, or of the nearest one in the table.</summary>
    public int IndexOf((byte R, byte G, byte B) colour)
    {
        if (indices.TryGetValue(colour, out var index))
            return index;
        var best = int.MaxValue;
        for (var i = 0; i < colours.Count; i++)
        {
            var (r, g, b) = (colours[i].R - colour.R, colours[i].G - colour.G, colours[i].B - colour.B);
            if (r * r + g * g + b * b is var distance && distance < best)
                (best, index) = (distance, i);
        }
        return indices[colour] = index;
    }

    /// <summary>The colours one after another: red, green, blue.</summary>
    public byte[] Bytes() => [.. colours.SelectMany(c => new[] { c.R, c.G, c.B })];
}
