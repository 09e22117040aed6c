using TorchSharp;
using static TorchSharp.torch;

namespace Diffusion.Notebooks;

/// <summary>Pictures in rows and columns, each pixel a crisp square.</summary>
/// <example><code>
/// new ImageGrid(samples, columns: 8)
/// new ImageGrid(images, columns: 4).Rows("clean", "noisy").Columns("0", "250", "500", "750")
/// </code></example>
[TypeFormatterSource(typeof(RichFormatterSource), PreferredMimeTypes = [MimeType.Png, MimeType.Text])]
public sealed class ImageGrid : Rich, IDrawable
{
    private const double TextSize = 12;
    private const double CaptionHeight = 22;
    private const double TitleHeight = 28;
    private const int Gap = 1;

    private readonly Picture[] tiles;
    private readonly int columns;
    private readonly string title;
    private string[] rowCaptions = [];
    private string[] columnCaptions = [];
    private int pixelSize;

    /// <summary>Makes a grid of the images of a batch.</summary>
    /// <param name="images">
    /// <c>[B,C,H,W]</c> with one channel (grey) or three (red, green, blue), or a single image <c>[C,H,W]</c> or
    /// <c>[H,W]</c>.
    /// </param>
    /// <param name="columns">Images side by side; 0: nearly square, at most 10.</param>
    /// <param name="range">The values of black and white; values beyond are cut off. Null: -1 and 1.</param>
    /// <param name="title">Above the grid; may be empty.</param>
    /// <exception cref="ArgumentException">The tensor has another shape.</exception>
    public ImageGrid(Tensor images, int columns = 0, (double Black, double White)? range = null, string title = "")
        : this(Tiles.Of(images, range ?? (-1, 1)), columns, title)
    {
    }

    private ImageGrid(Picture[] tiles, int columns, string title)
    {
        this.tiles = tiles;
        this.columns = columns > 0 ? columns : Math.Min(10, (int)Math.Ceiling(Math.Sqrt(tiles.Length)));
        this.title = title;
        pixelSize = Math.Max(1, Math.Min(NaturalPixel(tiles[0]), 860 / (this.columns * (tiles[0].Width + Gap))));
    }

    private int RowCount => (tiles.Length + columns - 1) / columns;

    private double CaptionWidth =>
        rowCaptions.Length == 0 ? 0 : rowCaptions.Max(c => Canvas.MeasureText(c, TextSize)) + 14;

    private double HeaderHeight =>
        (title.Length > 0 ? TitleHeight : 0) + (columnCaptions.Length > 0 ? CaptionHeight : 0);

    private bool Bare => CaptionWidth + HeaderHeight == 0;

    /// <summary>Several batches as the rows of one grid, under a caption each: a film strip.</summary>
    /// <param name="rows">Caption and batch of each row; all with images of one size.</param>
    /// <param name="range">The values of black and white; null: -1 and 1.</param>
    /// <param name="title">Above the grid; may be empty.</param>
    /// <exception cref="ArgumentException">
    /// There is no row, or the rows differ in length or in the size of the images.
    /// </exception>
    public static ImageGrid FilmStrip(IEnumerable<(string Caption, Tensor Images)> rows,
        (double Black, double White)? range = null, string title = "")
    {
        var strips = rows.Select(row => (row.Caption, Tiles.Of(row.Images, range ?? (-1, 1)))).ToList();
        return strips.Count > 0
            ? FilmStrip(strips, title)
            : throw new ArgumentException("A film strip needs at least one row.", nameof(rows));
    }

    internal static ImageGrid FilmStrip(IReadOnlyList<(string Caption, Picture[] Images)> strips, string title)
    {
        foreach (var (caption, images) in strips)
            if (images.Length != strips[0].Images.Length
                || (images[0].Width, images[0].Height) != (strips[0].Images[0].Width, strips[0].Images[0].Height))
                throw new ArgumentException(
                    $"Row '{caption}' has {images.Length} images of {images[0].Width}x{images[0].Height}; row "
                    + $"'{strips[0].Caption}' has {strips[0].Images.Length} of "
                    + $"{strips[0].Images[0].Width}x{strips[0].Images[0].Height}. They must be equal.", "rows");
        return new ImageGrid([.. strips.SelectMany(s => s.Images)], strips[0].Images.Length, title)
            .Rows([.. strips.Select(s => s.Caption)]);
    }

    /// <summary>Sets a caption left of each row.</summary>
    /// <param name="captions">From top to bottom.</param>
    public ImageGrid Rows(params string[] captions)
    {
        rowCaptions = Checked(captions, RowCount, "rows");
        return this;
    }

    /// <summary>Sets a caption above each column.</summary>
    /// <param name="captions">From left to right.</param>
    public ImageGrid Columns(params string[] captions)
    {
        columnCaptions = Checked(captions, columns, "columns");
        return this;
    }

    /// <summary>Sets the side of one pixel, in CSS pixels.</summary>
    /// <param name="size">1 or more.</param>
    public ImageGrid PixelSize(int size)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(size, 1);
        pixelSize = size;
        Changed();
        return this;
    }

    /// <inheritdoc/>
    public override string ToString()
    {
        var one = $"{tiles[0].Width}x{tiles[0].Height} pixels";
        var what = tiles.Length == 1 ? $"Image of {one}" : $"{tiles.Length} images of {one}, {columns} in a row";
        return title.Length > 0 ? $"{title}: {what}" : what;
    }

    (double Width, double Height) IDrawable.Size => (
        Math.Max(CaptionWidth + Sheet(columns, tiles[0].Width) * pixelSize,
            title.Length > 0 ? Canvas.MeasureText(title, 14, bold: true) + 8 : 0),
        HeaderHeight + Sheet(RowCount, tiles[0].Height) * pixelSize);

    Picture IDrawable.Draw(double scale) => Draw(scale);

    /// <summary>
    /// The images on one sheet, one pixel for each of their pixels, with a gap of one pixel; null if there are captions
    /// to write. The sheet is all that a browser needs: it enlarges it without blurring.
    /// </summary>
    internal Picture? DrawSheet() => Bare ? Sheet() : null;

    /// <summary>The pixels that a notebook shows.</summary>
    internal Picture Shown() => Bare ? Sheet().Enlarge(pixelSize) : Draw(scale: 2);

    private protected override IReadOnlyDictionary<string, string> CreateBundle() => new Dictionary<string, string>
    {
        [MimeType.Png] = Convert.ToBase64String(Bare ? PngFile.Encode(Shown()) : PngFile.Encode(Shown(), scale: 2)),
        [MimeType.Text] = ToString(),
    };

    private Picture Draw(double scale)
    {
        var (width, height) = ((IDrawable)this).Size;
        using var canvas = new Canvas(width, height, scale);
        if (title.Length > 0)
            canvas.DrawText(title, 0, 18, 14, bold: true);
        var (left, top) = (CaptionWidth, HeaderHeight);
        var (stepX, stepY) = ((tiles[0].Width + Gap) * pixelSize, (tiles[0].Height + Gap) * pixelSize);
        for (var column = 0; column < columnCaptions.Length; column++)
            canvas.DrawText(columnCaptions[column], left + column * stepX + tiles[0].Width * pixelSize / 2.0, top - 7,
                TextSize, align: TextAlign.Centre);
        for (var row = 0; row < rowCaptions.Length; row++)
            canvas.DrawText(rowCaptions[row], left - 10, top + row * stepY + tiles[0].Height * pixelSize / 2.0 + 4,
                TextSize, align: TextAlign.Right);
        for (var i = 0; i < tiles.Length; i++)
            canvas.DrawPicture(tiles[i], left + i % columns * stepX, top + i / columns * stepY, pixelSize);
        return canvas.ToPicture();
    }

    private Picture Sheet()
    {
        var (width, height) = (Sheet(columns, tiles[0].Width), Sheet(RowCount, tiles[0].Height));
        var rgb = new byte[3 * width * height];
        Array.Fill(rgb, (byte)255);
        for (var i = 0; i < tiles.Length; i++)
        {
            var (left, top) = (i % columns * (tiles[i].Width + Gap), i / columns * (tiles[i].Height + Gap));
            for (var y = 0; y < tiles[i].Height; y++)
                tiles[i].Rgb.AsSpan(3 * y * tiles[i].Width, 3 * tiles[i].Width)
                    .CopyTo(rgb.AsSpan(3 * ((top + y) * width + left)));
        }
        return new Picture(width, height, rgb);
    }

    private static int Sheet(int count, int size) => count * size + (count - 1) * Gap;

    /// <summary>Small images are shown about 100 pixels wide, a single one about 240.</summary>
    private int NaturalPixel(Picture tile) => Math.Max(1, (tiles.Length == 1 ? 240 : 100) / tile.Width);

    private string[] Checked(string[] captions, int expected, string what)
    {
        if (captions.Length != expected)
            throw new ArgumentException(
                $"The grid has {expected} {what}, but there are {captions.Length} captions: "
                + $"{string.Join(", ", captions)}.", nameof(captions));
        Changed();
        return captions;
    }
}
