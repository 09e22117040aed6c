namespace Diffusion.Notebooks;

/// <summary>One place in a scrubber.</summary>
internal abstract record ScrubberCell;

/// <summary>A place with a picture of its own for each frame.</summary>
internal sealed record PicturesCell(string Caption, IReadOnlyList<IDrawable> Frames) : ScrubberCell;

/// <summary>A figure with a marker that moves: at Marks[frame] on its x axis.</summary>
internal sealed record CurveCell(Figure Figure, double[] Marks) : ScrubberCell;

/// <summary>Dots that move over a figure.</summary>
internal sealed record DotsCell(MovingDots Dots) : ScrubberCell;
