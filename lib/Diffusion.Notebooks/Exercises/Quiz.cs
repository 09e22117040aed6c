using System.Net;
using System.Text;

namespace Diffusion.Notebooks;

/// <summary>
/// A question with answers to choose from. In a notebook and in the book each answer opens by a click or by the Enter
/// key and says whether it is right, and why; no script and no kernel is needed.
/// </summary>
/// <example><code>
/// Quiz.Ask("What is the mean square under the linear rule, halfway?", ["1", "one half", "√2"],
///     answer: 'b', because: "0.5² + 0.5² = 0.5: the two are nearly at right angles.")
/// </code></example>
public sealed class Quiz : Rich
{
    private readonly string question;
    private readonly string[] options;
    private readonly int right;
    private readonly string because;

    private Quiz(string question, string[] options, int right, string because) =>
        (this.question, this.options, this.right, this.because) = (question, options, right, because);

    /// <summary>Makes a question.</summary>
    /// <param name="question">The question.</param>
    /// <param name="options">The answers to choose from; they get the letters a, b, c, ...</param>
    /// <param name="answer">The letter of the right one.</param>
    /// <param name="because">Why it is right.</param>
    /// <exception cref="ArgumentOutOfRangeException">No answer has that letter.</exception>
    public static Quiz Ask(string question, string[] options, char answer, string because)
    {
        var right = char.ToLowerInvariant(answer) - 'a';
        if (right < 0 || right >= options.Length)
            throw new ArgumentOutOfRangeException(nameof(answer), answer,
                $"'{question}' has {options.Length} answers, a to {(char)('a' + options.Length - 1)}.");
        return new Quiz(question, options, right, because);
    }

    /// <inheritdoc/>
    public override string ToString() =>
        $"Quiz: {question} {string.Join("  ", options.Select((option, i) => $"({Letter(i)}) {option}"))}";

    private protected override IReadOnlyDictionary<string, string> CreateBundle()
    {
        var card = new Card(Palette.Of(0), question, [.. options.Select((option, i) => $"{Letter(i)})  {option}")]);
        return new Dictionary<string, string>
        {
            [MimeType.Html] = ToHtml(), [MimeType.Png] = card.ToPng(), [MimeType.Text] = ToString()
        };
    }

    private string ToHtml()
    {
        var html = new StringBuilder(Card.Open(Palette.Of(0)));
        html.Append($"<b>{WebUtility.HtmlEncode(question)}</b>");
        for (var i = 0; i < options.Length; i++)
        {
            var (colour, verdict) = i == right
                ? (Palette.Good, $"✓ Right. {because}")
                : (Palette.Bad, "✗ Not this one.");
            html.Append(
                $"<details style=\"margin:3px 0\"><summary style=\"cursor:pointer\">{Letter(i)})&nbsp; "
                + $"{WebUtility.HtmlEncode(options[i])}</summary>");
            html.Append(
                $"<div style=\"color:{colour};margin:0 0 4px 20px\">{WebUtility.HtmlEncode(verdict)}</div></details>");
        }
        return html.Append("</div>").ToString();
    }

    private static char Letter(int index) => (char)('a' + index);
}
