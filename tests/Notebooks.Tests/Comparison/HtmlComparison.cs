using System.Buffers.Binary;
using System.Text.RegularExpressions;

/// <summary>
/// Compares two HTML texts: the pictures in them as pictures, the dots of a scrubber as dots, the rest as text.
/// </summary>
public static partial class HtmlComparison
{
    /// <summary>How far a dot may be away on average, as a share of the width and height of its sheet.</summary>
    public const double DotShare = 1e-3;

    private const double SheetSide = 65534;

    /// <summary>What differs.</summary>
    public static IEnumerable<string> Differences(string expected, string here, Closeness closeness)
    {
        if (closeness == Closeness.Bytes) return ExactComparison.Differences(expected, here);
        var text = TextComparison.Differences(
            Packed().Replace(expected, "packed"), Packed().Replace(here, "packed"), closeness);
        var packed = Packed().Matches(expected).Zip(Packed().Matches(here))
            .Where(pair => pair.First.Value != pair.Second.Value)
            .SelectMany(pair => IsPicture(pair.First) || IsPicture(pair.Second)
                ? PictureComparison.Differences(
                    pair.First.Groups["data"].Value, pair.Second.Groups["data"].Value, closeness)
                : Dots(pair.First.Value, pair.Second.Value, closeness));
        return text.Concat(packed);
    }

    private static bool IsPicture(Match packed) => packed.Groups["type"].Success;

    /// <summary>Dots are pairs of 16-bit numbers, low byte first.</summary>
    private static IEnumerable<string> Dots(string expected, string here, Closeness closeness)
    {
        var (before, after) = (Convert.FromBase64String(expected), Convert.FromBase64String(here));
        if (before.Length != after.Length) return [$"{before.Length / 4} dots became {after.Length / 4}"];
        if (closeness == Closeness.Claims) return [];
        double Place(byte[] dots, int i) => BinaryPrimitives.ReadUInt16LittleEndian(dots.AsSpan(2 * i)) / SheetSide;
        var distance = Enumerable.Range(0, before.Length / 2)
            .Average(i => Math.Abs(Place(before, i) - Place(after, i)));
        return distance <= DotShare
            ? []
            : [FormattableString.Invariant($"the dots are {100 * distance:0.00} % of their sheet away")];
    }

    /// <summary>A picture in an address, or a long word of base64.</summary>
    [GeneratedRegex("data:image/(?<type>png|jpeg|webp);base64,(?<data>[A-Za-z0-9+/=]+)|[A-Za-z0-9+/]{64,}={0,2}")]
    private static partial Regex Packed();
}
