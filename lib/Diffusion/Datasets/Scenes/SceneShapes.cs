namespace Diffusion;

/// <summary>
/// The shapes that scenes are painted from: embedded garments and digits, cut to the thing itself, as brightness from 0
/// to 1. Each tenth is kept for scenes to test with.
/// </summary>
internal sealed class SceneShapes
{
    private const int TestShare = 10;
    private readonly Shape[][] training, test;

    internal readonly record struct Shape(float[] Light, int Width, int Height);

    private SceneShapes(Shape[][] training, Shape[][] test) => (this.training, this.test) = (training, test);

    /// <summary>Loaded once, when first needed.</summary>
    internal static SceneShapes Embedded => Loaded.Value;

    private static readonly Lazy<SceneShapes> Loaded = new(Load);

    /// <summary>The shapes of a kind.</summary>
    internal IReadOnlyList<Shape> Of(int kind, bool unseen) => (unseen ? test : training)[kind];

    private static SceneShapes Load()
    {
        var (garments, digits) = (DatasetStore.EmbeddedFashionMnist(), Digits8x8.Load());
        var all = SceneWords.Kinds.Select(kind => kind switch
        {
            "seven" => ShapesOf(digits, 7, enlarge: 4),
            "three" => ShapesOf(digits, 3, enlarge: 4),
            "boot" => ShapesOf(garments, SceneWords.Number(garments.Classes, "ankle boot"), enlarge: 1),
            _ => ShapesOf(garments, SceneWords.Number(garments.Classes, kind), enlarge: 1),
        }).ToArray();
        Shape[][] Part(bool tested) =>
            [.. all.Select(shapes => shapes.Where((_, i) => i % TestShare == 0 == tested).ToArray())];
        return new(Part(false), Part(true));
    }

    private static Shape[] ShapesOf(LabelledImages images, int label, int enlarge)
    {
        var chosen = images.OfClass(label);
        using var tensor = chosen.Images();
        var pixels = tensor.data<float>().ToArray();
        var (height, width) = (chosen.Height, chosen.Width);
        return [.. Enumerable.Range(0, chosen.Count).Select(i =>
        {
            var light = pixels.AsSpan(i * height * width, height * width).ToArray();
            for (var at = 0; at < light.Length; at++) light[at] = (light[at] + 1) / 2;
            return Cut(enlarge == 1 ? Bright(light, width, height) : Enlarged(light, width, height, enlarge));
        })];
    }

    /// <summary>As bright as a white garment: dark ones would have no colour to see.</summary>
    private static Shape Bright(float[] light, int width, int height)
    {
        var lit = light.Where(value => value > 0.05f).Order().ToArray();
        var white = Math.Max(0.2f, lit[(int)(0.9 * (lit.Length - 1))]);
        return new([.. light.Select(value => Math.Min(1, value / white))], width, height);
    }

    /// <summary>Between the pixels of a small digit, then with more contrast: strokes with edges.</summary>
    private static Shape Enlarged(float[] light, int width, int height, int times)
    {
        var large = new float[width * times * height * times];
        for (var y = 0; y < height * times; y++)
            for (var x = 0; x < width * times; x++)
            {
                var value = Sample(light, width, height, (x + 0.5f) / times - 0.5f, (y + 0.5f) / times - 0.5f);
                var sharp = Math.Clamp((value - 0.25f) / 0.4f, 0, 1);
                large[y * width * times + x] = sharp * sharp * (3 - 2 * sharp);
            }
        return new(large, width * times, height * times);
    }

    /// <summary>The light between four pixels; dark outside.</summary>
    internal static float Sample(float[] light, int width, int height, float x, float y)
    {
        var (left, top) = ((int)MathF.Floor(x), (int)MathF.Floor(y));
        float At(int column, int row) =>
            column < 0 || row < 0 || column >= width || row >= height ? 0 : light[row * width + column];
        var (right, down) = (x - left, y - top);
        return (1 - down) * ((1 - right) * At(left, top) + right * At(left + 1, top))
            + down * ((1 - right) * At(left, top + 1) + right * At(left + 1, top + 1));
    }

    /// <summary>The rectangle around what is lit.</summary>
    private static Shape Cut(Shape shape)
    {
        var (left, right, top, bottom) = (shape.Width, -1, shape.Height, -1);
        for (var y = 0; y < shape.Height; y++)
            for (var x = 0; x < shape.Width; x++)
                if (shape.Light[y * shape.Width + x] > 0.2f)
                    (left, right, top, bottom) = (Math.Min(left, x), Math.Max(right, x), Math.Min(top, y),
                        Math.Max(bottom, y));
        var (width, height) = (right - left + 1, bottom - top + 1);
        var cut = new float[width * height];
        for (var y = 0; y < height; y++)
            shape.Light.AsSpan((top + y) * shape.Width + left, width).CopyTo(cut.AsSpan(y * width));
        return new(cut, width, height);
    }
}
