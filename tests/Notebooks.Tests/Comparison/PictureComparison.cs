using SkiaSharp;

/// <summary>Compares two picture files, given as base64.</summary>
public static class PictureComparison
{
    /// <summary>How many of 255 levels a channel may be away, as the mean over all pixels and channels.</summary>
    public const double Levels = 2;

    /// <summary>What differs.</summary>
    public static IEnumerable<string> Differences(string expected, string here, Closeness closeness)
    {
        if (closeness == Closeness.Bytes) return ExactComparison.Differences(expected, here);
        using var before = Decode(expected);
        using var after = Decode(here);
        if (after is null || before is null) return [$"{Name(before)} became {Name(after)}"];
        // What training made is also written into charts, and the room that a chart has depends on its numbers.
        if (closeness == Closeness.Claims) return [];
        if ((before.Width, before.Height) != (after.Width, after.Height))
            return [$"{Name(before)} became {Name(after)}"];
        var distance = Distance(before, after);
        return distance <= Levels
            ? []
            : [FormattableString.Invariant($"the picture is {distance:0.0} levels of 255 away, {Levels} are allowed")];
    }

    private static SKBitmap? Decode(string base64)
    {
        var file = new byte[base64.Length];
        // Bgra for all: a picture with few colours would come as indices or greys.
        return Convert.TryFromBase64String(base64.ReplaceLineEndings(""), file, out var length)
            && SKBitmap.DecodeBounds(file.AsSpan(0, length)) is { Width: > 0 } bounds
            ? SKBitmap.Decode(file.AsSpan(0, length),
                new SKImageInfo(bounds.Width, bounds.Height, SKColorType.Bgra8888, SKAlphaType.Unpremul))
            : null;
    }

    private static double Distance(SKBitmap before, SKBitmap after)
    {
        var a = before.GetPixelSpan();
        var b = after.GetPixelSpan();
        var sum = 0L;
        for (var i = 0; i < a.Length; i++)
        {
            if (i % 4 == 3) continue; // how opaque: all of it, in a course without transparency
            sum += Math.Abs(a[i] - b[i]);
        }
        return sum / (0.75 * a.Length);
    }

    private static string Name(SKBitmap? picture) =>
        picture is null ? "no readable picture" : $"a picture of {picture.Width}x{picture.Height}";
}
