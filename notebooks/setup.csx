// The first line of every notebook loads this file: the library and its tensors, from the one place where a build puts them.
#r "../artifacts/bin/Diffusion.Notebooks/Diffusion.dll"
#r "../artifacts/bin/Diffusion.Notebooks/Diffusion.Notebooks.dll"
#r "../artifacts/bin/Diffusion.Notebooks/TorchSharp.dll"
#r "../artifacts/bin/Diffusion.Notebooks/SixLabors.ImageSharp.dll"

// Touching the library loads libtorch its own way, before a cell's first tensor would look for it in vain.
Diffusion.NativeLibraries.ThrowIfUnavailable();

// In .NET Interactive, Stop reaches a training by this, and cells of F# and JavaScript get tensors and figures.
Diffusion.Notebooks.InteractiveBridge.Attach();

// The exercises of this notebook: a cell that ends with Check.Close(...) or Check.That(...) shows a card.
var Check = new Diffusion.Notebooks.Checks();
