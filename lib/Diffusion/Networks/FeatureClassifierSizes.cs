namespace Diffusion;

/// <summary>The sizes of a <see cref="FeatureClassifier"/>.</summary>
/// <param name="ImageChannels">1 for grey, 3 for colour.</param>
/// <param name="ImageSize">Height and width of the images, a multiple of 4.</param>
/// <param name="Classes">How many classes it tells apart.</param>
/// <param name="Width">Feature maps of the first layer, a multiple of 8.</param>
/// <param name="Dropout">The share of numbers that training sets to 0 at random before the features are made.</param>
public sealed record FeatureClassifierSizes(int ImageChannels = 1, int ImageSize = 28, int Classes = 10, int Width = 16, double Dropout = 0);
