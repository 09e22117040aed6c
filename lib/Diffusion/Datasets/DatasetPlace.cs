namespace Diffusion;

/// <summary>A data set of the course, and where it would come from now.</summary>
/// <param name="Name">As people call it.</param>
/// <param name="Code">What loads it.</param>
/// <param name="Contents">How many images of which shape.</param>
/// <param name="Place">A folder, "inside the library", or "to be downloaded".</param>
public sealed record DatasetPlace(string Name, string Code, string Contents, string Place);
