using Files;
using SixLabors.ImageSharp;
using SixLabors.ImageSharp.Formats.Gif;
using SixLabors.ImageSharp.PixelFormats;
using SixLabors.ImageSharp.Processing.Processors.Quantization;
using static TorchSharp.torch;

namespace Diffusion.Notebooks;

/// <summary>
/// Pictures one after the other in a GIF file, which every browser, chat and slide plays: a sampler at work.
/// </summary>
/// <example><code>
/// var steps = sampler.Sample(denoiser, noise, levels);
/// Animation.SaveGif("at-work.gif", steps.Select(step => step.X), milliseconds: 120);
/// </code></example>
public static class Animation
{
    private const int HoldsLast = 10;

    /// <summary>
    /// Writes batches of images, each batch one frame: its images on a sheet, as <see cref="ImageGrid"/> shows them.
    /// </summary>
    /// <param name="path">The file; one that is there is replaced, whole or not at all.</param>
    /// <param name="frames">
    /// From first to last, each of one shape <c>[B,C,H,W]</c>, <c>[C,H,W]</c> or <c>[H,W]</c>; taken one at a time,
    /// none is disposed.
    /// </param>
    /// <param name="milliseconds">
    /// Of each frame, in hundredths of a second; the last one is held ten times as long.
    /// </param>
    /// <param name="columns">Images side by side; 0: nearly square.</param>
    /// <param name="range">The values of black and white; null: -1 and 1.</param>
    /// <exception cref="ArgumentException">
    /// There is no frame, a frame has another shape, or the time is no time.
    /// </exception>
    public static void SaveGif(
        string path, IEnumerable<Tensor> frames, int milliseconds = 100, int columns = 0,
        (double Black, double White)? range = null)
    {
        ArgumentNullException.ThrowIfNull(frames);
        SaveGif(path, frames.Select(frame => new ImageGrid(frame, columns, range)), milliseconds);
    }

    /// <summary>Writes grids, each one frame.</summary>
    /// <param name="path">The file; one that is there is replaced, whole or not at all.</param>
    /// <param name="frames">From first to last, all of one size.</param>
    /// <param name="milliseconds">
    /// Of each frame, in hundredths of a second; the last one is held ten times as long.
    /// </param>
    /// <exception cref="ArgumentException">
    /// There is no frame, a frame has another size, or the time is no time.
    /// </exception>
    public static void SaveGif(string path, IEnumerable<ImageGrid> frames, int milliseconds = 100)
    {
        ArgumentNullException.ThrowIfNull(frames);
        if (milliseconds < 20)
            throw new ArgumentException(
                $"A frame of {milliseconds} ms is too short: browsers play no GIF faster than 20 ms a frame.",
                nameof(milliseconds));
        Image<Rgb24>? film = null;
        try
        {
            foreach (var grid in frames)
            {
                if (film is null)
                    film = grid.ToImageSharp();
                else
                    Append(film, grid);
            }
            if (film is null)
                throw new ArgumentException("An animation needs at least one frame.", nameof(frames));
            WholeFile.Write(path, Encode(film, milliseconds / 10));
        }
        finally
        {
            film?.Dispose();
        }
    }

    private static void Append(Image<Rgb24> film, ImageGrid grid)
    {
        using var frame = grid.ToImageSharp();
        if (frame.Size() != film.Size())
            throw new ArgumentException(
                $"Frame {film.Frames.Count + 1} is {frame.Width}x{frame.Height} pixels, the first one "
                + $"{film.Width}x{film.Height}; all must be equal.",
                "frames");
        film.Frames.AddFrame(frame.Frames.RootFrame);
    }

    private static byte[] Encode(Image<Rgb24> film, int hundredths)
    {
        film.Metadata.GetGifMetadata().RepeatCount = 0;
        foreach (var frame in film.Frames)
            frame.Metadata.GetGifMetadata().FrameDelay = hundredths;
        film.Frames[^1].Metadata.GetGifMetadata().FrameDelay = hundredths * HoldsLast;
        using var bytes = new MemoryStream();
        film.Save(bytes, new GifEncoder
        {
            ColorTableMode = GifColorTableMode.Local,
            // Flat greys, and noise: patterns of dots would be neither.
            Quantizer = new WuQuantizer(new QuantizerOptions { Dither = null }),
        });
        return bytes.ToArray();
    }
}
