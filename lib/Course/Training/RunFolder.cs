using Diffusion;

namespace Course.Training;

/// <summary>The folder of a run: the checkpoint to resume from, and what the run makes.</summary>
/// <param name="path">Where it is.</param>
/// <param name="model">What the file is called that the run makes.</param>
internal sealed class RunFolder(string path, string model = "model.safetensors")
{
    /// <summary>Where it is.</summary>
    public string Path { get; } = path;

    /// <summary>What the run goes on from.</summary>
    public string Checkpoint => PathOf("checkpoint.safetensors");

    /// <summary>What it makes.</summary>
    public string Model => PathOf(model);

    /// <summary>A file in it.</summary>
    public string PathOf(string name) => System.IO.Path.Combine(Path, name);

    /// <summary>Makes the folder.</summary>
    /// <param name="resume">Whether to go on with the run that is in it.</param>
    /// <exception cref="UsageException">There is one and nobody said so, or there is none.</exception>
    public void Open(bool resume)
    {
        if (File.Exists(Checkpoint) && !resume)
            throw new UsageException(
                $"'{Path}' holds a run already. --resume goes on with it, --output names another folder.");
        if (resume && !File.Exists(Checkpoint))
            throw new UsageException($"There is nothing to resume in '{Path}'.");
        Directory.CreateDirectory(Path);
        ProcessMemory.KeepFreedBlocks();
    }
}
