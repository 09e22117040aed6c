using TorchSharp;

namespace Diffusion.Notebooks.Tests;

public sealed class ProgressTests
{
    [Fact]
    public void A_bar_updates_one_display_in_place_and_ends_without_times()
    {
        var clock = new Clock();
        var handle = new Handle();
        var progress = new Progress("training", 100, handle.Show, clock);

        clock.Pass(2);
        progress.Report(50, loss: 0.125);
        clock.Pass(0.01);
        progress.Report(51, loss: 0.5); // too soon after the last one to be shown
        clock.Pass(1);
        progress.Report(100, loss: 0.25);
        progress.Finish();

        Assert.Equal(
            ["training: 0 of 100", "training: 50 of 100, loss 0.125, 25 steps/s, 2 s left",
                "training: 100 of 100, loss 0.25, 33 steps/s, 0 s left", "training: 100 steps, loss 0.25"],
            handle.Seen);
        Assert.Equal(1, handle.Shown);
    }

    [Fact]
    public void A_loop_that_ends_early_says_where()
    {
        var handle = new Handle();

        foreach (var i in Progress.Over("sampling", Enumerable.Range(0, 10), 10, show: handle.Show))
            if (i == 3)
                break;

        Assert.Equal("sampling: stopped after 3 of 10 steps", handle.Seen[^1]);
    }

    [Fact]
    public void What_is_counted_has_its_own_word()
    {
        var (clock, handle) = (new Clock(), new Handle());
        var progress = new Progress("control", 4, handle.Show, clock, unit: "networks");

        clock.Pass(2);
        progress.Report(1);
        progress.Finish();

        Assert.Equal(["control: 0 of 4", "control: 1 of 4, 0.5 networks/s, 6 s left",
            "control: stopped after 1 of 4 networks"], handle.Seen);
    }

    [Fact]
    public void Every_item_passes_through_and_the_last_loss_stays()
    {
        var handle = new Handle();

        Assert.Equal([0, 1, 2], Progress.Over("x", Enumerable.Range(0, 3), 3, i => i / 2.0, handle.Show));
        Assert.Equal("x: 3 steps, loss 1", handle.Seen[^1]);
    }

    [Fact]
    public void A_file_gets_a_line_every_ten_seconds_and_the_end()
    {
        var (clock, output) = (new Clock(), new StringWriter { NewLine = "\n" });
        var display = new ConsoleDisplay(output, isFile: true, clock);

        display.Show(new ProgressBar("x", 0, 3, null, TimeSpan.Zero));
        clock.Pass(9);
        display.Update(new ProgressBar("x", 1, 3, null, TimeSpan.Zero));
        clock.Pass(2);
        display.Update(new ProgressBar("x", 2, 3, null, TimeSpan.Zero));
        display.Finish(new ProgressBar("x", 3, 3, null, null));

        Assert.Equal("x: 2 of 3\nx: 3 steps\n", output.ToString());
    }

    [Fact]
    public void A_terminal_line_is_written_over()
    {
        var output = new StringWriter { NewLine = "\n" };
        var display = new ConsoleDisplay(output, isFile: false, TimeProvider.System);

        display.Show(new ProgressBar("x", 0, 10, 1, TimeSpan.Zero));
        display.Finish(new ProgressBar("x", 10, 10, null, null));

        Assert.Equal("\rx: 0 of 10, loss 1\rx: 10 steps       \n", output.ToString());
    }

    [Fact]
    public void A_handle_without_update_is_named() =>
        Assert.Contains("System.String, which has no method Update",
            Assert.Throws<ArgumentException>(() => new Progress("x", 1, _ => "handle")).Message);

    [Fact]
    public void In_dotnet_interactive_the_context_shows_the_bar_because_its_display_cannot_update()
    {
        var (context, broken) = (new Handle(), new Handle());
        try
        {
            Microsoft.DotNet.Interactive.KernelInvocationContext.Current = new(context.Show);
            new Progress("training", 2, broken.Show).Finish();
        }
        finally
        {
            Microsoft.DotNet.Interactive.KernelInvocationContext.Current = null;
        }

        Assert.Equal(["training: 0 of 2", "training: stopped after 0 of 2 steps"], context.Seen);
        Assert.Empty(broken.Seen);
    }

    [Fact]
    public void Each_downloaded_file_gets_a_bar_of_megabytes()
    {
        var handle = new Handle();
        var bar = new DownloadBar(handle.Show);

        bar.Report(new("a.gz", 0, null));
        bar.Report(new("a.gz", 500_000, 9_900_000));
        bar.Report(new("a.gz", 9_900_000, 9_900_000));
        bar.Report(new("b.gz", 4_500, 4_500));

        Assert.Equal(2, handle.Shown);
        Assert.Contains("a.gz: 10 MB", handle.Seen);
        Assert.Equal("b.gz: 1 MB", handle.Seen[^1]);
    }

    [Fact]
    public void A_film_strip_grows_in_one_display_and_refuses_a_row_that_does_not_fit()
    {
        var handle = new Handle();
        var strip = new LiveFilmStrip("drawn", show: handle.Show);
        using var images = torch.zeros(3, 1, 4, 4);
        using var fewer = torch.zeros(2, 1, 4, 4);

        strip.Add("step 1", images);
        var error = Assert.Throws<ArgumentException>(() => strip.Add("step 2", fewer));
        strip.Add("step 3", images);

        Assert.Equal(1, handle.Shown);
        Assert.Equal(
            ["drawn: 3 images of 4x4 pixels, 3 in a row", "drawn: 6 images of 4x4 pixels, 3 in a row"], handle.Seen);
        Assert.Contains("Row 'step 2' has 2 images", error.Message);
    }

    private sealed class Handle
    {
        public List<string> Seen { get; } = [];

        public int Shown { get; private set; }

        public object Show(object value)
        {
            Shown++;
            Update(value);
            return this;
        }

        public void Update(object value) => Seen.Add(value.ToString()!);
    }

    private sealed class Clock : TimeProvider
    {
        private long ticks;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public void Pass(double seconds) => ticks += TimeSpan.FromSeconds(seconds).Ticks;

        public override long GetTimestamp() => ticks;
    }
}
