using System.Xml.Linq;
using Course.Book.Maths;

public sealed class TexToMathMlTests
{
    private static string Inside(string formula, bool display = false)
    {
        var math = XElement.Parse(TexToMathMl.Convert(formula, display));
        foreach (var element in math.DescendantsAndSelf())
        {
            element.Attributes().Where(attribute => attribute.IsNamespaceDeclaration).Remove();
            element.Name = element.Name.LocalName;
        }
        return string.Concat(math.Nodes().Select(node => node.ToString(SaveOptions.DisableFormatting)));
    }

    [Theory]
    [InlineData("x", "<mi>x</mi>")]
    [InlineData("noise", "<mi>noise</mi>")]
    [InlineData("ab", "<mrow><mi>a</mi><mi>b</mi></mrow>")]
    [InlineData("1.5", "<mn>1.5</mn>")]
    [InlineData("x_0", "<msub><mi>x</mi><mn>0</mn></msub>")]
    [InlineData("x_{t-1}", "<msub><mi>x</mi><mrow><mi>t</mi><mo>−</mo><mn>1</mn></mrow></msub>")]
    [InlineData("x^2_t", "<msubsup><mi>x</mi><mi>t</mi><mn>2</mn></msubsup>")]
    [InlineData("f'", "<msup><mi>f</mi><mo>′</mo></msup>")]
    [InlineData(@"\epsilon", "<mi>ϵ</mi>")]
    [InlineData(@"\sqrt{a}", "<msqrt><mrow><mi>a</mi></mrow></msqrt>")]
    [InlineData(@"\sqrt a", "<msqrt><mi>a</mi></msqrt>")]
    [InlineData(@"\sqrt[3]{a}", "<mroot><mrow><mi>a</mi></mrow><mn>3</mn></mroot>")]
    [InlineData(@"\frac12", null)]
    [InlineData(@"\frac{1}{2}", "<mfrac><mrow><mn>1</mn></mrow><mrow><mn>2</mn></mrow></mfrac>")]
    [InlineData(@"\bar\alpha_t", """<msub><mover accent="true"><mi>α</mi><mo stretchy="false">¯</mo></mover><mi>t</mi></msub>""")]
    [InlineData(@"\mathcal{N}", """<mi mathvariant="normal">𝒩</mi>""")]
    [InlineData(@"\mathbb{E}", """<mi mathvariant="normal">𝔼</mi>""")]
    [InlineData(@"\mathbf{x}", """<mrow><mi class="tex-bold" mathvariant="normal">x</mi></mrow>""")]
    [InlineData(@"\text{if } x", "<mrow><mtext>if\u00A0</mtext><mi>x</mi></mrow>")]
    [InlineData(@"\log x", """<mrow><mi>log</mi><mspace width="0.1667em" /><mi>x</mi></mrow>""")]
    [InlineData(@"a < b", "<mrow><mi>a</mi><mo>&lt;</mo><mi>b</mi></mrow>")]
    public void ConvertsAlgebra(string formula, string? expected)
    {
        if (expected is null) Assert.Throws<TexException>(() => Inside(formula));
        else Assert.Equal(expected, Inside(formula));
    }

    [Fact]
    public void PutsLimitsAboveAndBelowOnlyInDisplayedFormulas()
    {
        Assert.StartsWith("<munderover>", Inside(@"\sum_{i=1}^N", display: true));
        Assert.StartsWith("<msubsup>", Inside(@"\sum_{i=1}^N"));
        Assert.StartsWith("<munder>", Inside(@"\min_x", display: true));
    }

    [Fact]
    public void GrowsBracketsThatAreAskedToGrow() =>
        Assert.Equal(
            """<mrow><mo fence="true" stretchy="true">(</mo><mi>a</mi><mo fence="true" stretchy="true">)</mo></mrow>""",
            Inside(@"\left( a \right)"));

    [Fact]
    public void AlignsRows()
    {
        var table = Inside(@"\begin{aligned} a &= b \\ &= c \end{aligned}");
        Assert.Equal(2, table.Split("<mtr>").Length - 1);
        Assert.Equal(4, table.Split("<mtd>").Length - 1);
    }

    [Fact]
    public void KeepsTheTexForReadersThatCannotSeeFormulas() =>
        Assert.Contains("alttext=\"\\sqrt{a}\"", TexToMathMl.Convert(@" \sqrt{a} "));

    [Theory]
    [InlineData(@"a + \wibble", @"the book does not know the command \wibble", 4)]
    [InlineData(@"\frac{a}", @"\frac needs something after it", 8)]
    [InlineData(@"{a", "the formula ends too early", 2)]
    [InlineData(@"a}", "a closing brace without an opening one", 1)]
    [InlineData(@"x_1_2", "a second subscript on the same letter", 3)]
    [InlineData(@"x_max", @"_ takes one letter only; write _{max}", 2)]
    [InlineData(@"a & b", "& and \\\\ need a table", 2)]
    [InlineData(@"\left( a", "the formula ends too early", 8)]
    [InlineData(@"a \right)", @"\right without a \left", 2)]
    [InlineData(@"\begin{align} a", "the formula ends too early", 15)]
    [InlineData(@"\begin{tikz} a", "the book does not know the environment tikz", 13)]
    [InlineData(@"\text{a", "an opening brace that is never closed", 5)]
    [InlineData("a \\", "a lone backslash ends the formula", 2)]
    public void SaysWhatIsWrongAndWhere(string formula, string reason, int position)
    {
        var fault = Assert.Throws<TexException>(() => TexToMathMl.Convert(formula));
        Assert.Contains(reason, fault.Message);
        Assert.Contains(formula.Trim(), fault.Message);
        Assert.Contains($"at character {position + 1} of", fault.Message);
    }
}
