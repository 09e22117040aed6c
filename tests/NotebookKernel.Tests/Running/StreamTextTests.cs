using System.Text;
using System.Text.RegularExpressions;

namespace NotebookKernel.Tests;

/// <summary>What is kept of a cell that prints and prints.</summary>
public sealed class StreamTextTests
{
    [Fact]
    public void OfAMillionLinesTheFirstAndTheLastAreKept()
    {
        var buffer = new CellOutputBuffer();
        for (var line = 0; line < 1_000_000; line++)
            buffer.Add(new StreamOutput("stdout", $"{line}\n"));
        var text = Assert.IsType<StreamOutput>(Assert.Single(buffer.Outputs)).Text;
        var lines = text.TrimEnd('\n').Split('\n');
        Assert.Equal(Enumerable.Range(0, 500).Select(line => $"{line}"), lines[..500]);
        Assert.Equal("[999,000 lines, 6,883,500 characters, are left out here]", lines[500]);
        Assert.Equal(Enumerable.Range(999_500, 500).Select(line => $"{line}"), lines[501..]);
        // Of 6,888,890 characters, 10 * 2 + 90 * 3 + 400 * 4 stay at the start and 500 * 7 at the end.
        Assert.Equal(6_888_890 - 1_890 - 3_500, LeftOut(text));
    }

    /// <summary>
    /// Counts work by the memory it takes: four times the lines took sixteen times as much, for each made all anew.
    /// </summary>
    [Fact]
    public void FourTimesTheLinesAreFourTimesTheWork()
    {
        static long BytesFor(int lines)
        {
            var piece = new StreamOutput("stdout", "a line of text\n");
            var buffer = new CellOutputBuffer();
            var before = GC.GetAllocatedBytesForCurrentThread();
            for (var line = 0; line < lines; line++)
                buffer.Add(piece);
            return GC.GetAllocatedBytesForCurrentThread() - before;
        }
        Assert.InRange(BytesFor(20_000), 0, 6 * BytesFor(5_000));
    }

    [Fact]
    public void WhatCanBeReadStaysWhole()
    {
        var text = string.Concat(Enumerable.Range(0, 1500).Select(line => $"line {line}\n"));
        Assert.Equal(text, StreamText.Of(text));
    }

    [Fact]
    public void HowTheTextWasCutMakesNoDifference()
    {
        var random = new Random(5);
        for (var round = 0; round < 40; round++)
        {
            var text = Text(random, lines: random.Next(4000), longest: random.Next(2, 400));
            var inPieces = new StreamText();
            for (var at = 0; at < text.Length;)
            {
                var length = Math.Min(text.Length - at, random.Next(1, 2000));
                inPieces.Append(text.AsSpan(at, length));
                at += length;
            }
            var whole = StreamText.Of(text);
            Assert.Equal(whole, inPieces.ToString());
            Assert.Equal(whole, StreamText.Of(whole));
            Assert.True(whole.Length <= 160_000);
            Assert.DoesNotContain('\uFFFD', Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(whole)));
        }
    }

    [Fact]
    public void OneLineWithoutEndIsShortenedToo()
    {
        var text = StreamText.Of(string.Concat(Enumerable.Repeat("\U0001F600", 200_000)));
        Assert.InRange(text.Length, 99_000, 101_000);
        Assert.Equal(300_000, LeftOut(text), 2.0);
        Assert.DoesNotContain('\uFFFD', Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text)));
    }

    [Fact]
    public void StreamsInTurnDoNotMakeOutputsWithoutEnd()
    {
        var buffer = new CellOutputBuffer();
        for (var turn = 0; turn < 20_000; turn++)
        {
            buffer.Add(new StreamOutput("stdout", "o"));
            buffer.Add(new StreamOutput("stderr", "e"));
        }
        var outputs = buffer.Outputs.Cast<StreamOutput>().ToList();
        Assert.Equal(1000, outputs.Count);
        Assert.All(["stdout", "stderr"], name =>
            Assert.Equal(20_000, outputs.Where(output => output.Name == name).Sum(output => output.Text.Length)));
    }

    private static int LeftOut(string text) => int.Parse(
        Regex.Match(text, @"^\[[\d,]+ lines, ([\d,]+) characters, are left out here\]$",
            RegexOptions.Multiline).Groups[1].Value.Replace(",", ""));

    private static string Text(Random random, int lines, int longest)
    {
        string[] alphabet = ["a", "é", "\U0001F600", "\r", " "];
        var text = new StringBuilder();
        for (var line = 0; line < lines; line++)
        {
            for (var length = random.Next(longest); length > 0; length--)
                text.Append(alphabet[random.Next(alphabet.Length)]);
            text.Append('\n');
        }
        return text.Append("no line end").ToString();
    }
}
