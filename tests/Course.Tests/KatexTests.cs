using Course.Book.Maths;

public sealed class KatexTests
{
    [Fact]
    public void LaysOutAFormulaForTheEyeAndKeepsItForAScreenReader()
    {
        var html = Katex.ToHtml(@" x_{t-1} ");
        Assert.Contains("<msub><mi>x</mi><mrow><mi>t</mi><mo>−</mo><mn>1</mn></mrow></msub>", html);
        Assert.Contains("<annotation encoding=\"application/x-tex\">x_{t-1}</annotation>", html);
        Assert.Contains("<span class=\"katex-html\" aria-hidden=\"true\">", html);
        Assert.DoesNotContain("katex-display", html);
        Assert.StartsWith("<span class=\"katex-display\">", Katex.ToHtml("x", display: true));
    }

    [Theory]
    [InlineData(@"a + \wibble", @"Undefined control sequence: \wibble")]
    [InlineData(@"\frac{a}", "Unexpected end of input")]
    [InlineData(@"{a", "Expected '}', got 'EOF'")]
    [InlineData(@"x_1_2", "Double subscript")]
    [InlineData(@"a & b", "Expected 'EOF', got '&'")]
    [InlineData(@"\text{α} + ä", "LaTeX-incompatible input")] // MathJax of a front end would show it in another way
    public void SaysWhatIsWrongWithWhichFormula(string formula, string reason)
    {
        var fault = Assert.Throws<TexException>(() => Katex.ToHtml(formula));
        Assert.Contains(reason, fault.Message);
        Assert.EndsWith($"(in the formula: {formula})", fault.Message);
        Assert.NotEmpty(Katex.ToHtml("a")); // a fault leaves nothing behind
    }

    [Theory]
    [InlineData("x_t", "xₜ")]
    [InlineData("x_{t-1}", "xₜ₋₁")]
    [InlineData(@"\sigma_t^2", "σₜ²")]
    [InlineData(@"\bar\alpha_T", "α\u0304_T")]
    [InlineData(@"\sqrt{1 - \bar\alpha_t}\,x_0", "√(1−α\u0304ₜ)\u2009x₀")]
    [InlineData(@"\frac{a+b}{2}", "(a+b)/2")]
    [InlineData(@"\log p(x \mid y)", "log\u2061p(x∣y)")]
    [InlineData(@"e^{-x/2}", "e^(−x/2)")]
    [InlineData(@"a = b", "a = b")]
    public void FitsIntoALineOfText(string formula, string expected) =>
        Assert.Equal(expected.Replace("\u2009", " ").Replace("\u2061", ""),
            FormulaText.Of(formula).Replace("\u2061", "").Replace("\u2009", " "));
}
