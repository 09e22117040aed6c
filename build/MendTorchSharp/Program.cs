using MendTorchSharp;

// Two things in TorchSharp as it is published are mended while a program is built: KeepAlive.cs and ElfVersionRepair.cs
// say what and why. Called by MendTorchSharp.targets.
if (args is not [var folder, .. var files] || files.Length == 0)
{
    Console.Error.WriteLine("Usage: MendTorchSharp FOLDER FILE... writes a mended copy of each file into the folder.");
    return 2;
}
Directory.CreateDirectory(folder);
foreach (var file in files)
{
    var target = Path.Combine(folder, Path.GetFileName(file));
    var written = $"{target}.{Environment.ProcessId}";
    if (Path.GetExtension(file) == ".dll")
    {
        var mended = KeepAlive.Mend(file, written);
        Console.WriteLine(
            $"{Path.GetFileName(file)}: {mended} methods keep their arguments alive during native calls.");
    }
    else
    {
        var (bytes, versions) = ElfVersionRepair.Repair(File.ReadAllBytes(file));
        File.WriteAllBytes(written, bytes);
        Console.WriteLine(
            $"{Path.GetFileName(file)}: loads without "
            + $"{(versions.Count > 0 ? string.Join(", ", versions) : "a change")}.");
    }
    // Moved, not written in place: other folders hold hard links to the old file.
    File.Move(written, target, overwrite: true);
}
return 0;
