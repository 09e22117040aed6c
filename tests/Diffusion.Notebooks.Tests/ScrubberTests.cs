using System.Text.RegularExpressions;
using static TorchSharp.torch;

namespace Diffusion.Notebooks.Tests;

public sealed partial class ScrubberTests
{
    [Fact]
    public void Each_frame_is_on_the_page_once()
    {
        var html = Scrubbers.Small().Bundle[MimeType.Html];
        var frames = FrameSource().Matches(html).Select(m => Convert.FromBase64String(m.Groups[1].Value)).ToList();

        Assert.Equal(5, frames.Count);
        Assert.Equal((0, 0, 0), Png.Pixels(frames[0])[0, 0]);
        Assert.Equal((255, 255, 255), Png.Pixels(frames[4])[3, 3]);
        Assert.InRange(Png.Pixels(frames[2])[1, 1].R, 126, 132); // 64 steps of grey
    }

    [Fact]
    [Trait("Lane", "slow")]
    public void The_page_loads_nothing()
    {
        var html = Scrubbers.Small().Bundle[MimeType.Html];

        Assert.DoesNotContain("http", html);
        Assert.DoesNotContain("<link", html);
        Assert.DoesNotMatch("src=\"(?!data:)", html);
    }

    [Fact]
    public void Different_scrubbers_have_different_ids_and_the_same_one_keeps_it()
    {
        static string Id(Scrubber s) => IdAttribute().Match(s.Bundle[MimeType.Html]).Groups[1].Value;

        Assert.Equal(Id(Scrubbers.Small()), Id(Scrubbers.Small()));
        Assert.NotEqual(Id(Scrubbers.Small()), Id(Scrubbers.Small("Other")));
        Assert.NotEqual(Id(Scrubbers.Small()), Id(Scrubbers.Small().StartAt(2)));
    }

    [Fact]
    public void Titles_are_text_not_markup()
    {
        var html = new Scrubber("a < b & \"c\"", ["<i>"]).Bundle[MimeType.Html];

        Assert.Contains("a &lt; b &amp; &quot;c&quot;", html);
        Assert.DoesNotContain("<i>", html);
    }

    [Fact]
    public void The_marker_follows_the_curve()
    {
        var figure = Figure.Lines("").Add("y", [0, 10], [0, 100]).XRange(0, 10).YRange(0, 100);
        var spec = figure.Spec();
        var marks = MovingMarks.Of(spec, ChartPainter.Draw(spec, 1), [0, 5, 10, 11])[0];

        Assert.Equal(marks.Area.X + marks.Area.Width / 2, marks.X[1], 1e-9);
        Assert.Equal(marks.Area.Bottom, marks.Dots[0].Y[0], 1e-9);
        Assert.Equal(marks.Area.Y + marks.Area.Height / 2, marks.Dots[0].Y[1], 1e-9);
        Assert.Equal(marks.Area.Y, marks.Dots[0].Y[2], 1e-9);
        Assert.True(double.IsNaN(marks.X[3]));
    }

    [Fact]
    public void Key_frames_are_spread_from_first_to_last()
    {
        Assert.Equal([0, 8, 16, 24, 32, 40], new Scrubber("", Enumerable.Range(0, 41).Select(i => $"{i}")).KeyFrames);
        Assert.Equal([0, 1], new Scrubber("", ["a", "b"]).KeyFrames);
        Assert.Equal([0], new Scrubber("", ["a"]).KeyFrames);
    }

    [Fact]
    public void A_wrong_number_of_frames_is_named() =>
        Assert.Contains("'grey' has 1 frames, but the scrubber 'Fade' has 2 captions",
            Assert.Throws<ArgumentException>(
                () => new Scrubber("Fade", ["a", "b"]).Pictures("grey", [Figure.Lines("x")])).Message);

    [Fact]
    public void Dots_are_sent_as_places_between_the_axes()
    {
        var figure = Figure.Scatter("").XRange(0, 10).YRange(0, 10);
        var dots = MovingDots.Of(
            figure.Spec(), "samples", [(Numbers)tensor(new float[,] { { 0, 0 }, { 10, 10 }, { 5, 2.5f }, { 11, 5 } })]);
        var bytes = dots.Encode(0, ChartPainter.Draw(dots.Figure, 1).Limits[0]);

        Assert.Equal(
            [0, 65534, 65534, 0, 32767, 49150, 65535, 65535],
            Enumerable.Range(0, 8).Select(i => BitConverter.ToUInt16(bytes, 2 * i)));
    }

    [Fact]
    public void The_axes_of_moving_dots_hold_every_frame()
    {
        var limits = MovingDots.Of(Figure.Scatter("")
            .Spec(), "s", [(Numbers)zeros(1, 2), (Numbers)full([1, 2], 8f)]).Figure.Panels[0];

        Assert.True(limits.XRange!.From <= 0 && limits.XRange.To >= 8);
        Assert.Contains("[3]", Assert.Throws<ArgumentException>(
            () => new Scrubber("", ["a"]).Dots(Figure.Scatter(""), "s", [zeros(3)])).Message);
    }

    [Fact]
    [Trait("Lane", "slow")]
    public void In_a_browser_the_slider_moves_dots()
    {
        var scrubber = new Scrubber("Dots", ["left", "right"]).Dots(Figure.Scatter("").XRange(0, 1).YRange(0, 1), "s",
            [tensor(new float[,] { { 0.1f, 0.5f } }), tensor(new float[,] { { 0.9f, 0.5f } })]);

        var report = Browser.Run($$"""
            {{scrubber.Bundle[MimeType.Html]}}
            <script>
            var canvas = document.querySelector('canvas'), slider = document.querySelector('input');
            function where() {
              var image = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height), sum = 0, n = 0;
              for (var i = 3; i < image.data.length; i += 4) if (image.data[i] > 100) { n++; sum += (i - 3) / 4 % canvas.width; }
              return n ? (sum / n / canvas.width).toFixed(2) : 'blank';
            }
            var first = where();
            slider.value = 1; slider.dispatchEvent(new Event('input'));
            document.title = first + ' ' + where();
            </script>
            """);

        Assert.Equal("0.10 0.90", report);
    }

    [Fact]
    [Trait("Lane", "slow")]
    public void In_a_browser_the_slider_moves_picture_and_marker()
    {
        var scrubber = Scrubbers.Small().Bundle[MimeType.Html];
        var other = Scrubbers.Small("Other").Bundle[MimeType.Html];

        // Two scrubbers, and one of them twice, on one page: each moves alone.
        var report = Browser.Run($$"""
            {{scrubber}}{{other}}{{scrubber}}
            <script>
            function look(root) {
              var img = root.querySelector('.dn-frames .dn-on'), dot = root.querySelector('.dn-dot');
              return [Array.from(img.parentNode.children).indexOf(img), root.querySelectorAll('.dn-frames .dn-on').length,
                root.querySelector('output').textContent, dot.style.left, root.querySelector('input').getAttribute('aria-valuetext'), getComputedStyle(img).display].join('|');
            }
            var roots = document.querySelectorAll('.dn-scrub'), lines = [roots.length];
            lines.push(look(roots[0]));
            var slider = roots[0].querySelector('input');
            slider.value = 4; slider.dispatchEvent(new Event('input'));
            lines.push(look(roots[0]), look(roots[1]), look(roots[2]));
            var button = roots[1].querySelector('button');
            button.click(); lines.push(button.getAttribute('aria-label')); button.click(); lines.push(button.getAttribute('aria-label'));
            document.title = lines.join('\n');
            </script>
            """);

        var lines = report.Split('\n');
        Assert.Equal("3", lines[0]);
        Assert.StartsWith("0|1|x = 0|", lines[1]);
        Assert.StartsWith("4|1|x = 1|", lines[2]);
        Assert.EndsWith("|x = 1|block", lines[2]);
        Assert.StartsWith("0|1|x = 0|", lines[3]);
        Assert.StartsWith("0|1|x = 0|", lines[4]);
        Assert.Equal(["Pause", "Play"], lines[5..]);
        Assert.True(Left(lines[2]) > Left(lines[1]) + 50);
    }

    private static double Left(string line) =>
        double.Parse(line.Split('|')[3].TrimEnd('%'), System.Globalization.CultureInfo.InvariantCulture);

    [GeneratedRegex("class=\"dn-px[^>]*src=\"data:image/png;base64,([^\"]*)\"")]
    private static partial Regex FrameSource();

    [GeneratedRegex("data-dn-scrub=\"([0-9a-f]{12})\"")]
    private static partial Regex IdAttribute();
}
