using static TorchSharp.torch;

namespace Diffusion.Notebooks.Tests;

public sealed class ExerciseTests
{
    [Fact]
    public void A_right_answer_passes_and_a_wrong_one_shows_the_hint_then_more()
    {
        var check = new Checks();

        var first = check.Close(
            "energy", 0.7, expected: 0.5, tolerance: 0.01, hint: "Add squares.", more: "0.25 + 0.25");
        var second = check.Close(
            "energy", 0.6, expected: 0.5, tolerance: 0.01, hint: "Add squares.", more: "0.25 + 0.25");
        var third = check.Close(
            "energy", 0.505, expected: 0.5, tolerance: 0.01, hint: "Add squares.", more: "0.25 + 0.25");

        Assert.Equal("✗ not yet: energy. The answer is 0.7. Hint: Add squares.", first.ToString());
        Assert.Equal("✗ not yet: energy. The answer is 0.6. Hint: Add squares. 0.25 + 0.25", second.ToString());
        Assert.Equal("✓ solved: energy", third.ToString());
        Assert.Equal([false, false, true], new[] { first, second, third }.Select(r => r.Passed));
        Assert.Contains(Palette.Bad, first.Bundle[MimeType.Html]);
        Assert.Contains(Palette.Good, third.Bundle[MimeType.Html]);
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(0.52)]
    public void A_number_that_is_not_near_fails(double answer) =>
        Assert.False(new Checks().Close("n", answer, 0.5, 0.01).Passed);

    [Fact]
    public void Tensors_are_compared_number_by_number()
    {
        var check = new Checks();

        Assert.True(check.Close("t", tensor(new float[] { 1, 2 }), new double[] { 1, 2 }).Passed);
        Assert.Equal("✗ not yet: t. Number 1 of the answer is 3.",
            check.Close("t", tensor(new float[] { 1, 3 }), new double[] { 1, 2 }).ToString());
        Assert.Equal("✗ not yet: u. The answer has 2 numbers; 3 are expected.",
            check.Close("u", zeros(2), zeros(3)).ToString());
        Assert.False(check.Close("nan", tensor(new[] { float.NaN, 0 }), zeros(2)).Passed);
        Assert.True(check.Close("all", ones(4), 1).Passed);
        Assert.True(check.Close("code", () => ones(4) * 2, full(4, 2)).Passed);
    }

    [Fact]
    public void An_exception_of_the_learners_code_is_a_wrong_answer()
    {
        var result = new Checks().Close(
            "mix", () => throw new NotImplementedException("write me"), 1.0, hint: "Start with x.");

        Assert.False(result.Passed);
        Assert.Equal("✗ not yet: mix. The code stops with NotImplementedException: write me Hint: Start with x.",
            result.ToString());
    }

    [Fact]
    public void An_interrupt_is_not_an_answer() =>
        Assert.Throws<OperationCanceledException>(
            () => new Checks().That("x", () => throw new OperationCanceledException()));

    [Fact]
    public void The_summary_knows_the_last_verdict_on_each_exercise()
    {
        var check = new Checks();
        check.That("one", false);
        check.That("two", false);
        check.That("one", true);

        Assert.Equal("1 of 2 exercises solved: ✓ one, ✗ two", check.Progress().ToString());
        Assert.Equal([true, false], check.Results.Select(r => r.Passed));
    }

    [Fact]
    public void A_quiz_marks_its_right_answer_only()
    {
        var quiz = Quiz.Ask("1 + 1?", ["one", "two", "three"], 'B', "count");
        var html = quiz.Bundle[MimeType.Html];

        Assert.Equal(3, html.Split("<details").Length - 1);
        Assert.Equal(2, html.Split("Not this one").Length - 1);
        Assert.Contains("two</summary><div style=\"color:" + Palette.Good, html);
        Assert.Equal("Quiz: 1 + 1? (a) one  (b) two  (c) three", quiz.ToString());
        Assert.Contains("a to c",
            Assert.Throws<ArgumentOutOfRangeException>(() => Quiz.Ask("?", ["1", "2", "3"], 'd', "")).Message);
    }

    [Fact]
    public void A_claim_that_fails_stops_the_notebook()
    {
        Claim.Near(0.99, 1, 0.02, "energy");

        Assert.Contains("energy: 0.9 (expected 1 ± 0.02)",
            Assert.Throws<ClaimFailedException>(() => Claim.Near(0.9, 1, 0.02, "energy")).Message);
        Assert.Throws<ClaimFailedException>(() => Claim.Near(double.NaN, 1, 0.02, "energy"));
        Assert.Throws<ClaimFailedException>(() => Claim.Below(double.NaN, 1, "loss"));
        Assert.Contains("'1 > 2' is false",
            Assert.Throws<ClaimFailedException>(() => Claim.That(1 > 2, "order")).Message);
    }
}
