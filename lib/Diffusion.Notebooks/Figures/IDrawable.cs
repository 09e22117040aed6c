namespace Diffusion.Notebooks;

/// <summary>Something that has a look of its own and can stand in a scrubber or a film strip.</summary>
internal interface IDrawable
{
    /// <summary>Its natural size in CSS pixels.</summary>
    (double Width, double Height) Size { get; }

    /// <summary>Draws it with <paramref name="scale"/> pixels for each CSS pixel.</summary>
    Picture Draw(double scale);
}
