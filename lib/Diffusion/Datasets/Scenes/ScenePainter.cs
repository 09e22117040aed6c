namespace Diffusion;

/// <summary>Paints scenes: 32x32 pixels in colour on black.</summary>
internal static class ScenePainter
{
    /// <summary>Height and width.</summary>
    internal const int Side = 32;

    /// <summary>Longer side of a thing, in pixels: small, large, and each of two.</summary>
    internal const int Small = 13, Large = 20, OfTwo = 13;

    /// <summary>
    /// Where the centre of mass of a thing lies, in pixels from the left: on the left, in the middle, on the right.
    /// </summary>
    internal static readonly float[] PlaceCentres = [9, 16, 23];

    /// <summary>Where the centres of two things lie.</summary>
    internal static readonly float[] CentresOfTwo = [8, 24];

    /// <summary>Red, green and blue, each 0 to 1, of the colours of <see cref="SceneWords.Colours"/>.</summary>
    internal static readonly float[][] Paints =
    [
        [1, 0.12f, 0.12f], [1, 0.9f, 0.12f], [0.12f, 0.9f, 0.12f], [0.12f, 0.9f, 0.9f], [0.2f, 0.2f, 1],
            [1, 0.2f, 0.9f],
    ];

    /// <summary>
    /// Paints a scene into [3, 32, 32] numbers from -1 to 1; shapes, exact places and sizes are chosen by chance.
    /// </summary>
    internal static void Paint(Scene scene, bool unseenShapes, Random chance, Span<float> pixels)
    {
        pixels.Fill(-1);
        for (var i = 0; i < scene.Things.Count; i++)
        {
            var thing = scene.Things[i];
            var kind = SceneWords.Number(SceneWords.Kinds, thing.Kind);
            var shapes = SceneShapes.Embedded.Of(kind, unseenShapes);
            var shape = shapes[chance.Next(shapes.Count)];
            var longer = (scene.Things.Count == 2 ? OfTwo : thing.Size == "small" ? Small : Large)
                + 2 * chance.NextSingle() - 1;
            var centre = scene.Things.Count == 2
                ? CentresOfTwo[i] : PlaceCentres[SceneWords.Number(SceneWords.Places, scene.Place!)];
            // Up and down there is room to choose; sideways the sentence says where.
            var room = (Side - longer) / 2 - 1.5f;
            var (x, y) = (centre + 2 * chance.NextSingle() - 1, Side / 2f + room * (2 * chance.NextSingle() - 1));
            Put(shape, longer, x, y, Paints[SceneWords.Number(SceneWords.Colours, thing.Colour)], pixels);
        }
    }

    private static void Put(SceneShapes.Shape shape, float longer, float x, float y, float[] paint, Span<float> pixels)
    {
        var scale = longer / Math.Max(shape.Width, shape.Height);
        var (massX, massY) = CentreOfMass(shape);
        // All of it stays in the picture, also where that moves it off its place a little.
        var left = Math.Clamp(x - massX * scale, 0.5f, Side - shape.Width * scale - 0.5f);
        var top = Math.Clamp(y - massY * scale, 0.5f, Side - shape.Height * scale - 0.5f);
        const int Fine = 3;
        for (var row = (int)top; row < Math.Min(Side, top + shape.Height * scale + 1); row++)
            for (var column = (int)left; column < Math.Min(Side, left + shape.Width * scale + 1); column++)
            {
                var light = 0f;
                for (var i = 0; i < Fine * Fine; i++)
                {
                    var (dx, dy) = ((i % Fine + 0.5f) / Fine, (i / Fine + 0.5f) / Fine);
                    light += SceneShapes.Sample(
                        shape.Light, shape.Width, shape.Height, (column + dx - left) / scale - 0.5f,
                            (row + dy - top) / scale - 0.5f);
                }
                light /= Fine * Fine;
                for (var channel = 0; channel < 3; channel++)
                {
                    ref var pixel = ref pixels[(channel * Side + row) * Side + column];
                    pixel = Math.Max(pixel, 2 * light * paint[channel] - 1);
                }
            }
    }

    private static (float X, float Y) CentreOfMass(SceneShapes.Shape shape)
    {
        var (mass, x, y) = (0f, 0f, 0f);
        for (var row = 0; row < shape.Height; row++)
            for (var column = 0; column < shape.Width; column++)
            {
                var light = shape.Light[row * shape.Width + column];
                (mass, x, y) = (mass + light, x + light * (column + 0.5f), y + light * (row + 0.5f));
            }
        return (x / mass, y / mass);
    }
}
