using static TorchSharp.torch;

namespace Diffusion;

/// <summary>
/// Reads what a picture of the scenes shows. Colour, place and size come in closed form from hue, centre of mass and
/// extent; the kind of thing comes from a small classifier of what was cut out.
/// </summary>
/// <param name="kinds">Tells the kinds of <see cref="SceneWords.Kinds"/> apart; it stays the caller's.</param>
public sealed class SceneJudge(FeatureClassifier kinds)
{
    /// <summary>Height and width of what the classifier sees.</summary>
    public const int CropSide = 16;

    /// <summary>The kind and colour of a thing that is not there.</summary>
    public const string Nothing = "nothing";

    /// <summary>A pixel is part of a thing from this brightness on, of 1.</summary>
    public const float Lit = 0.25f;

    private const int Side = ScenePainter.Side, Longest = 14;


    /// <summary>Halfway between the sizes, and between the places.</summary>
    private const float BetweenSizes = (ScenePainter.Small + ScenePainter.Large) / 2f, LeftOfMiddle = 14,
        RightOfMiddle = 18;

    /// <summary>What each picture shows.</summary>
    /// <param name="images">[N, 3, 32, 32] in [-1, 1], on the CPU.</param>
    /// <param name="things">Whether to look for 1 thing, or for 2: one in each half.</param>
    /// <returns>N scenes; where nothing is lit, a thing's words are <see cref="Nothing"/>.</returns>
    /// <exception cref="ArgumentException">The images have another shape.</exception>
    public IReadOnlyList<Scene> Read(Tensor images, int things)
    {
        if (things is not (1 or 2))
            throw new ArgumentOutOfRangeException(nameof(things), things, "A scene has 1 or 2 things.");
        var views = Pictures(images).SelectMany(pixels => things == 1
            ? new[] { Look(pixels, 0, Side) }
            : [Look(pixels, 0, Side / 2), Look(pixels, Side / 2, Side)]).ToArray();
        var names = Classify(views);
        return [.. views.Zip(names, (view, kind) => (View: view, Kind: kind)).Chunk(things).Select(found => things == 1
            ? Scene.One(found[0].Kind, found[0].View.Colour, found[0].View.Size, found[0].View.Place)
            : Scene.Two(new(found[0].Kind, found[0].View.Colour), new(found[1].Kind, found[1].View.Colour)))];
    }

    /// <summary>
    /// For each picture, how many lit pixels are nearest to each of <see cref="SceneWords.Colours"/>.
    /// </summary>
    /// <param name="images">[N, 3, 32, 32] in [-1, 1], on the CPU.</param>
    /// <exception cref="ArgumentException">The images have another shape.</exception>
    public static IReadOnlyList<IReadOnlyDictionary<string, int>> PixelsOfColours(Tensor images) =>
        [.. Pictures(images).Select(pixels =>
        {
            var counts = SceneWords.Colours.ToDictionary(colour => colour, _ => 0);
            for (var at = 0; at < Side * Side; at++)
            {
                float[] paint =
                    [.. Enumerable.Range(0, 3).Select(c => Math.Clamp((pixels[c * Side * Side + at] + 1) / 2, 0, 1))];
                if (paint.Max() >= Lit) counts[SceneWords.Colours[NearestHue(paint)]]++;
            }
            return counts;
        })];

    /// <summary>What the classifier learns from: the things cut out of scenes, and their kinds.</summary>
    public static LabelledImages Examples(SceneData data)
    {
        List<byte> pixels = [], labels = [];
        for (var from = 0; from < data.Count; from += 500)
        {
            Interruption.Point();
            int[] part = [.. Enumerable.Range(from, Math.Min(500, data.Count - from))];
            var (images, words) = data.Batch(part);
            using var _ = images;
            words!.Dispose();
            foreach (var (picture, index) in Pictures(images).Zip(part))
                foreach (var (thing, i) in data.SceneAt(index).Things.Select((thing, i) => (thing, i)))
                {
                    var half = data.SceneAt(index).Things.Count == 2;
                    var view = half ? Look(picture, i * Side / 2, (i + 1) * Side / 2) : Look(picture, 0, Side);
                    pixels.AddRange(view.Crop.Select(light => (byte)Math.Round(255 * light)));
                    labels.Add((byte)SceneWords.Number(SceneWords.Kinds, thing.Kind));
                }
        }
        return new("scenes", [.. pixels], [.. labels], 1, CropSide, CropSide, SceneWords.Kinds);
    }

    private string[] Classify(View[] views)
    {
        using var scope = NewDisposeScope();
        var crops = tensor(views.SelectMany(view => view.Crop).ToArray(),
            [views.Length, 1, CropSide, CropSide]) * 2 - 1;
        var numbers = kinds.Classify(crops).data<long>().ToArray();
        return [.. views.Zip(numbers, (view, number) => view.Colour == Nothing
            ? Nothing : SceneWords.Kinds[(int)number])];
    }

    /// <summary>
    /// What was measured in a part of a picture, and the brightness of the thing in it, 16x16 from 0 to 1.
    /// </summary>
    private sealed record View(string Colour, string Size, string Place, float[] Crop);

    private static View Look(float[] pixels, int from, int to)
    {
        var light = new float[Side * Side];
        var (mass, massX, left, right, top, bottom) = (0f, 0f, Side, -1, Side, -1);
        var paint = new float[3];
        for (var y = 0; y < Side; y++)
            for (var x = from; x < to; x++)
            {
                var at = y * Side + x;
                float Channel(int c) => Math.Clamp((pixels[c * Side * Side + at] + 1) / 2, 0, 1);
                light[at] = Math.Max(Channel(0), Math.Max(Channel(1), Channel(2)));
                if (light[at] < Lit) continue;
                (mass, massX) = (mass + light[at], massX + light[at] * (x + 0.5f));
                (left, right, top, bottom) = (Math.Min(left, x), Math.Max(right, x), Math.Min(top, y),
                    Math.Max(bottom, y));
                for (var c = 0; c < 3; c++) paint[c] += Channel(c);
            }
        if (mass == 0) return new(Nothing, SceneWords.Sizes[0], SceneWords.Places[0], new float[CropSide * CropSide]);
        var longer = Math.Max(right - left + 1, bottom - top + 1);
        var place = massX / mass < LeftOfMiddle ? 0 : massX / mass > RightOfMiddle ? 2 : 1;
        return new(
            SceneWords.Colours[NearestHue(paint)], SceneWords.Sizes[longer < BetweenSizes ? 0 : 1],
                SceneWords.Places[place],
            Cut(light, (left + right + 1) / 2f, (top + bottom + 1) / 2f, longer));
    }

    /// <summary>The colours lie 60 degrees apart on the circle of hues, from red at 0.</summary>
    private static int NearestHue(float[] paint)
    {
        var (r, g, b) = (paint[0], paint[1], paint[2]);
        var degrees = Math.Atan2(Math.Sqrt(3) * (g - b), 2 * r - g - b) * 180 / Math.PI;
        return (int)Math.Round((degrees + 360) / 60) % 6;
    }

    /// <summary>The square around a thing, brought to 16x16.</summary>
    private static float[] Cut(float[] light, float x, float y, float longer)
    {
        var crop = new float[CropSide * CropSide];
        var scale = longer / Longest;
        const int Fine = 2;
        for (var i = 0; i < crop.Length; i++)
        {
            for (var part = 0; part < Fine * Fine; part++)
            {
                var column = x + (i % CropSide + (part % Fine + 0.5f) / Fine - CropSide / 2f) * scale;
                var row = y + (i / CropSide + (part / Fine + 0.5f) / Fine - CropSide / 2f) * scale;
                crop[i] += SceneShapes.Sample(light, Side, Side, column - 0.5f, row - 0.5f) / (Fine * Fine);
            }
        }
        return crop;
    }

    private static IEnumerable<float[]> Pictures(Tensor images)
    {
        if (images.dim() != 4 || !images.shape[1..].SequenceEqual(SceneData.ImageShape))
            throw new ArgumentException(
                $"Give pictures [N, 3, {Side}, {Side}], not [{string.Join(", ", images.shape)}].", nameof(images));
        using var plain = images.cpu().contiguous();
        var all = plain.data<float>().ToArray();
        return all.Chunk(3 * Side * Side);
    }
}
