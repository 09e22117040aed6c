using System.Xml.Linq;

namespace Course.Book.Maths;

/// <summary>Reads a formula by recursive descent and builds MathML elements.</summary>
internal sealed partial class TexParser
{
    private readonly TexLexer _lexer;
    private readonly bool _display;

    private TexParser(string formula, bool display)
    {
        _lexer = new TexLexer(formula);
        _display = display;
    }

    /// <summary>The whole formula as one <c>mrow</c>.</summary>
    public static XElement Parse(string formula, bool display)
    {
        var parser = new TexParser(formula, display);
        return parser.Row(token => token.Kind == TexTokenKind.End);
    }

    private XElement Row(Func<TexToken, bool> isEnd)
    {
        var parts = new List<XElement>();
        while (true)
        {
            var token = _lexer.Peek();
            if (isEnd(token)) break;
            if (token.Kind is TexTokenKind.End) throw Fault(token, "the formula ends too early");
            if (token.Kind is TexTokenKind.Close) throw Fault(token, "a closing brace without an opening one");
            if (token.Kind is TexTokenKind.Cell or TexTokenKind.NewRow)
                throw Fault(token, "& and \\\\ need a table such as \\begin{aligned}");
            parts.Add(WithScripts());
            if (IsFunction(token) && StartsOperand(_lexer.Peek())) parts.Add(Space("0.1667em"));
        }
        return parts.Count == 1 ? parts[0] : new XElement("mrow", parts);
    }

    private static bool IsFunction(TexToken token) =>
        token.Kind == TexTokenKind.Command && TexSymbols.Functions.Contains(token.Text);

    /// <summary>Whether the next thing would stick to the name of a function before it: log x, but log(x).</summary>
    private static bool StartsOperand(TexToken token) => token.Kind switch
    {
        TexTokenKind.Letter or TexTokenKind.Number => true,
        TexTokenKind.Command => TexSymbols.Letters.ContainsKey(token.Text) || TexSymbols.Accents.ContainsKey(token.Text)
            || TexSymbols.Functions.Contains(token.Text) || token.Text is "frac" or "sqrt" or "text" or "mathrm" or "mathbf",
        _ => false,
    };

    private XElement WithScripts()
    {
        var first = _lexer.Peek();
        var startsWithScript = first.Kind is TexTokenKind.Subscript or TexTokenKind.Superscript or TexTokenKind.Prime;
        var (core, limits) = startsWithScript ? (new XElement("mrow"), false) : Atom();
        XElement? below = null, above = null;
        while (true)
        {
            var token = _lexer.Peek();
            if (token.Kind == TexTokenKind.Subscript)
            {
                if (below is not null) throw Fault(token, "a second subscript on the same letter");
                _lexer.Take();
                below = Argument("_");
            }
            else if (token.Kind == TexTokenKind.Superscript)
            {
                if (above is not null && above.Name != "mo") throw Fault(token, "a second superscript on the same letter");
                _lexer.Take();
                var power = Argument("^");
                above = above is null ? power : new XElement("mrow", above, power);
            }
            else if (token.Kind == TexTokenKind.Prime)
            {
                _lexer.Take();
                above = above is null ? Operator("′") : new XElement("mrow", above, Operator("′"));
            }
            else if (token is { Kind: TexTokenKind.Command, Text: "limits" or "nolimits" })
            {
                limits = _lexer.Take().Text == "limits";
            }
            else
            {
                break;
            }
        }
        return (below, above) switch
        {
            (null, null) => core,
            (not null, null) => new XElement(limits ? "munder" : "msub", core, below),
            (null, not null) => new XElement(limits ? "mover" : "msup", core, above),
            _ => new XElement(limits ? "munderover" : "msubsup", core, below, above),
        };
    }

    /// <summary>One letter, number, sign, group or command; and whether scripts go above and below it.</summary>
    private (XElement Element, bool Limits) Atom()
    {
        var token = _lexer.Take();
        return token.Kind switch
        {
            TexTokenKind.Letter => (new XElement("mi", token.Text), false),
            TexTokenKind.Number => (new XElement("mn", token.Text), false),
            TexTokenKind.Symbol => (Symbol(token.Text), false),
            TexTokenKind.Open => (Group(), false),
            TexTokenKind.Command => Command(token),
            TexTokenKind.End => throw Fault(token, "the formula ends where a letter, number or group is needed"),
            _ => throw Fault(token, $"'{token.Text}' does not belong here"),
        };
    }

    private XElement Group()
    {
        var row = Row(token => token.Kind == TexTokenKind.Close);
        _lexer.Take();
        return row.Name == "mrow" ? row : new XElement("mrow", row);
    }

    /// <summary>The argument of a command: a group, or the one letter, number or command that follows.</summary>
    private XElement Argument(string owner)
    {
        var token = _lexer.Peek();
        if (token.Kind is TexTokenKind.End or TexTokenKind.Close or TexTokenKind.Cell or TexTokenKind.NewRow)
            throw Fault(token, $"{owner} needs something after it");
        if (token.Kind == TexTokenKind.Number && token.Text.Length > 1)
            throw Fault(token, $"{owner} takes one digit only; write {owner}{{{token.Text}}}");
        if (token.Kind == TexTokenKind.Letter && token.Text.Length >= TexLexer.ShortestWord)
            throw Fault(token, $"{owner} takes one letter only; write {owner}{{{token.Text}}}");
        return Atom().Element;
    }

    private static XElement Symbol(string text) => text switch
    {
        "-" => Operator("−"),
        "*" => Operator("∗"),
        "(" or ")" or "[" or "]" or "|" => new XElement("mo", new XAttribute("stretchy", "false"), text),
        "~" => Space("0.25em"),
        _ => Operator(text),
    };

    private static XElement Operator(string text) => new("mo", text);

    private static XElement Space(string width) => new("mspace", new XAttribute("width", width));

    private TexException Fault(TexToken token, string reason) => new(_lexer.Formula, token.Position, reason);
}
