namespace Diffusion;

/// <summary>The sizes of a <see cref="FeatureClassifier"/>.</summary>
/// <param name="ImageChannels">1 for grey, 3 for colour.</param>
/// <param name="ImageSize">Height and width of the images, at least 4.</param>
/// <param name="Classes">How many classes it tells apart.</param>
/// <param name="Width">Feature maps of the first layer, a multiple of 8.</param>
/// <param name="Dropout">The share of numbers that training sets to 0 at random before the features are made.</param>
public sealed record FeatureClassifierSizes(
    int ImageChannels = 1, int ImageSize = 28, int Classes = 10, int Width = 16, double Dropout = 0)
{
    /// <summary>Refuses sizes that no classifier can have.</summary>
    /// <exception cref="ArgumentException">The message names the size.</exception>
    internal void Check()
    {
        void Require(bool holds, string what)
        {
            if (!holds) throw new ArgumentException($"A classifier needs {what}.", nameof(FeatureClassifierSizes));
        }
        Require(ImageChannels > 0, $"at least 1 image channel, not {ImageChannels}");
        Require(ImageSize >= 4, $"images of at least 4 pixels a side, not {ImageSize}");
        Require(Classes > 0, $"at least 1 class, not {Classes}");
        Require(Width > 0 && Width % 8 == 0, $"a width that 8 divides, not {Width}");
        Require(Dropout is >= 0 and < 1, FormattableString.Invariant($"a dropout from 0 to below 1, not {Dropout}"));
    }
}
