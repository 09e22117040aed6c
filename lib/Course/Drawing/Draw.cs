using Diffusion;
using Diffusion.Notebooks;
using Files;
using TorchSharp;

namespace Course.Drawing;

/// <summary>Draws pictures with a trained model and writes them to a PNG file, one or a grid.</summary>
internal sealed class Draw(DrawingPlan plan, TextWriter output)
{
    /// <summary>Captions up to this length fit above a picture.</summary>
    private const int ShortCaption = 12;

    /// <summary>Draws, or stops where it is cancelled: then nothing is written.</summary>
    /// <returns>Whether it came to the end.</returns>
    public bool Run(CancellationToken cancel)
    {
        using var scope = torch.NewDisposeScope();
        using var noGrad = torch.no_grad();
        using var model = ShippedModels.Load(plan.Model);
        var wish = Wish.Of(model, plan.Asked);
        var path = plan.Path ?? FreePath(Path.GetFileNameWithoutExtension(plan.Model));
        if (Sample(model, wish, cancel) is not { } drawn)
        {
            output.WriteLine("Stopped; nothing was written.");
            return false;
        }
        var grids = drawn.Select(images => Grid(images, wish)).ToList();
        var png = plan.IsFilm ? new Film(grids).ToPng() : grids[^1].ToPng();
        WholeFile.Write(path, png);
        if (!Console.IsOutputRedirected && TerminalPicture.Detect(Environment.GetEnvironmentVariable) is { } terminal)
            output.WriteLine(terminal.Show(png));
        output.WriteLine(path);
        return true;
    }

    /// <summary>
    /// [captions · count, C, H, W]: all pictures of the first caption, then of the next. Of a film every state, else
    /// the last; null where it was cancelled.
    /// </summary>
    private List<torch.Tensor>? Sample(TrainedModel model, Wish wish, CancellationToken cancel)
    {
        var condition = wish.Condition?.repeat_interleave(plan.Count, 0);
        var negative = plan.Not is null
            ? null : Wish.Of(model, [plan.Not]).Condition!.repeat_interleave(wish.Captions.Count * plan.Count, 0);
        var denoiser = condition is null
            ? model.Denoiser
            : model.DenoiserFor(condition, plan.GuidanceOf(model), negative);
        // The same noise for each caption: what differs in a column is what the words change.
        var noise = torch.cat([.. wish.Captions.Select(_ => model.Noise(plan.Count, plan.Seed))]);
        using var generator = new torch.Generator(plan.Seed + 1);
        var levels = TimestepSpacing.Trailing(model.Schedule, plan.StepsOf(model));
        var states = DrawingPlan.Samplers[plan.Sampler].Sample(denoiser, noise, levels, generator);
        var line = new StepLine(Console.Error, isWatched: !Console.IsErrorRedirected);
        var shown = new List<torch.Tensor>();
        if (plan.IsFilm) shown.Add(model.ToImages(noise));
        SamplerState? last = null;
        try
        {
            foreach (var state in states)
            {
                last?.Dispose();
                last = state;
                if (plan.IsFilm) shown.Add(model.ToImages(state.X));
                line.Report(state.Step, levels.Length - 1);
                if (cancel.IsCancellationRequested) return null;
            }
            if (!plan.IsFilm) shown.Add(model.ToImages(last!.X));
            return shown;
        }
        finally
        {
            line.Clear();
        }
    }

    private ImageGrid Grid(torch.Tensor drawn, Wish wish)
    {
        var pixel = plan.PixelSize > 0
            ? plan.PixelSize : Math.Max(1, (drawn.shape[0] == 1 ? 256 : 128) / (int)drawn.shape[3]);
        if (drawn.shape[0] == 1 || wish.Condition is null) return new ImageGrid(drawn).PixelSize(pixel);
        return plan.Count == 1 && wish.Captions.All(caption => caption.Length <= ShortCaption)
            ? new ImageGrid(drawn, wish.Captions.Count).Columns([.. wish.Captions]).PixelSize(pixel)
            : new ImageGrid(drawn, plan.Count).Rows([.. wish.Captions]).PixelSize(pixel);
    }

    /// <summary>scenes.png, scenes-2.png, ...: a picture that is there stays.</summary>
    private static string FreePath(string name)
    {
        for (var number = 1; ; number++)
            if ((number == 1 ? $"{name}.png" : $"{name}-{number}.png") is var path && !File.Exists(path))
                return path;
    }
}
