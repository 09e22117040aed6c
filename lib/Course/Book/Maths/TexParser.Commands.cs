using System.Xml.Linq;

namespace Course.Book.Maths;

/// <summary>What each command means.</summary>
internal sealed partial class TexParser
{
    private (XElement Element, bool Limits) Command(TexToken token)
    {
        var name = token.Text;
        if (TexSymbols.Large.TryGetValue(name, out var large))
            return (new XElement("mo", new XAttribute("movablelimits", "false"), large), _display && name != "int");
        if (TexSymbols.Functions.Contains(name))
            return (Upright(name), _display && TexSymbols.FunctionsWithLimits.Contains(name));
        return name switch
        {
            "underbrace" or "overbrace" => (Brace(name), true),
            "operatorname" => (Upright(_lexer.TakeTextGroup(name)), false),
            _ => (Plain(token), false),
        };
    }

    private XElement Plain(TexToken token)
    {
        var name = token.Text;
        if (TexSymbols.Letters.TryGetValue(name, out var letter))
            return char.IsUpper(name[0]) ? Upright(letter) : new XElement("mi", letter);
        if (TexSymbols.Operators.TryGetValue(name, out var sign)) return Operator(sign);
        if (TexSymbols.Spaces.TryGetValue(name, out var width)) return Space(width);
        if (TexSymbols.Accents.TryGetValue(name, out var accent))
            return new XElement("mover", new XAttribute("accent", "true"), Argument("\\" + name), Accent(name, accent));
        if (TexSymbols.Escaped.Contains(name, StringComparison.Ordinal)) return Operator(name);
        switch (name)
        {
            case "frac" or "dfrac" or "tfrac":
                return new XElement("mfrac", Argument("\\" + name), Argument("\\" + name));
            case "sqrt":
                return Root();
            case "text" or "textrm" or "mbox":
                return new XElement("mtext", _lexer.TakeTextGroup(name).Replace(' ', '\u00A0'));
            case "textbf":
                return new XElement("mtext", new XAttribute("class", "tex-bold"), _lexer.TakeTextGroup(name).Replace(' ', '\u00A0'));
            case "mathrm":
                return Upright(Letters(name));
            case "mathcal" or "mathscr":
                return Upright(TexAlphabets.Script(Letters(name)));
            case "mathbb":
                return Upright(TexAlphabets.DoubleStruck(Letters(name)));
            case "mathbf" or "boldsymbol" or "bm":
                return Bold(Argument("\\" + name), upright: name == "mathbf");
            case "left":
                return Fence();
            case "big" or "Big" or "bigl" or "bigr" or "Bigl" or "Bigr" or "bigg" or "Bigg":
                return Big(name);
            case "{" or "}":
                return new XElement("mo", new XAttribute("stretchy", "false"), name);
            case "|":
                return Operator("‖");
            case "underline":
                return new XElement("munder", Argument("\\underline"), Operator("_"));
            case "begin":
                return Table();
            case "right":
                throw Fault(token, "\\right without a \\left before it");
            case "end":
                throw Fault(token, "\\end without a \\begin before it");
        }
        throw Fault(token, $"the book does not know the command \\{name}; write it another way, or teach it in TexSymbols.cs");
    }

    private XElement Root()
    {
        if (_lexer.Peek() is not { Kind: TexTokenKind.Symbol, Text: "[" }) return new XElement("msqrt", Argument("\\sqrt"));
        _lexer.Take();
        var degree = Row(token => token is { Kind: TexTokenKind.Symbol, Text: "]" });
        _lexer.Take();
        return new XElement("mroot", Argument("\\sqrt"), degree);
    }

    private XElement Brace(string name)
    {
        var sign = new XElement("mo", new XAttribute("stretchy", "true"), name == "underbrace" ? "⏟" : "⏞");
        return new XElement(name == "underbrace" ? "munder" : "mover", Argument("\\" + name), sign);
    }

    private XElement Fence()
    {
        var open = Delimiter("\\left");
        var inside = Row(token => token is { Kind: TexTokenKind.Command, Text: "right" });
        _lexer.Take();
        return new XElement("mrow", open, inside, Delimiter("\\right"));
    }

    private XElement? Delimiter(string owner)
    {
        var token = _lexer.Take();
        if (token is { Kind: TexTokenKind.Symbol, Text: "." }) return null;
        return new XElement("mo", new XAttribute("fence", "true"), new XAttribute("stretchy", "true"), DelimiterSign(token, owner));
    }

    private XElement Big(string name)
    {
        var size = char.IsUpper(name[0]) ? "1.8em" : "1.2em";
        return new XElement("mo", new XAttribute("fence", "true"), new XAttribute("stretchy", "true"),
            new XAttribute("minsize", size), new XAttribute("maxsize", size), DelimiterSign(_lexer.Take(), "\\" + name));
    }

    private string DelimiterSign(TexToken token, string owner) => token switch
    {
        { Kind: TexTokenKind.Symbol, Text: "(" or ")" or "[" or "]" or "|" or "/" } => token.Text,
        { Kind: TexTokenKind.Command, Text: "{" or "}" } => token.Text,
        { Kind: TexTokenKind.Command, Text: "|" } => "‖",
        { Kind: TexTokenKind.Command } when TexSymbols.Operators.TryGetValue(token.Text, out var sign) => sign,
        _ => throw Fault(token, $"{owner} needs a bracket or a bar after it"),
    };

    private XElement Table()
    {
        var environment = _lexer.TakeTextGroup("begin");
        var (open, close, alignment) = environment switch
        {
            "aligned" or "align" or "align*" or "split" => ("", "", "right left"),
            "gathered" => ("", "", "center"),
            "cases" => ("{", "", "left"),
            "matrix" => ("", "", "center"),
            "pmatrix" => ("(", ")", "center"),
            "bmatrix" => ("[", "]", "center"),
            _ => throw Fault(_lexer.Peek(), $"the book does not know the environment {environment}"),
        };
        var table = new XElement("mtable", new XAttribute("class", "tex-" + environment.TrimEnd('*')),
            new XAttribute("columnalign", alignment));
        TexToken end;
        do
        {
            var row = new XElement("mtr");
            do
            {
                row.Add(new XElement("mtd", Row(EndsCell)));
                end = _lexer.Take();
            }
            while (end.Kind == TexTokenKind.Cell);
            table.Add(row);
        }
        while (end.Kind == TexTokenKind.NewRow);
        if (_lexer.TakeTextGroup("end") != environment) throw Fault(end, $"\\begin{{{environment}}} is not closed by its own \\end");
        return new XElement("mrow",
            open.Length > 0 ? Operator(open) : null, table, close.Length > 0 ? Operator(close) : null);
    }

    private static bool EndsCell(TexToken token) =>
        token.Kind is TexTokenKind.Cell or TexTokenKind.NewRow || token is { Kind: TexTokenKind.Command, Text: "end" };

    private string Letters(string command)
    {
        if (_lexer.Peek().Kind == TexTokenKind.Open) return _lexer.TakeTextGroup(command).Trim();
        var token = _lexer.Take();
        return token.Kind is TexTokenKind.Letter or TexTokenKind.Number
            ? token.Text
            : throw Fault(token, $"\\{command} needs a letter after it");
    }

    private static XElement Accent(string name, string sign) =>
        new("mo", new XAttribute("stretchy", name is "overline" or "widehat" or "widetilde" ? "true" : "false"), sign);

    /// <summary>One letter alone would be set in italics; the attribute keeps it upright.</summary>
    private static XElement Upright(string text) =>
        text.EnumerateRunes().Count() == 1
            ? new XElement("mi", new XAttribute("mathvariant", "normal"), text)
            : new XElement("mi", text);

    /// <summary>Bold through the style sheet: many fonts have no bold mathematical letters of their own.</summary>
    private static XElement Bold(XElement element, bool upright)
    {
        foreach (var letter in element.DescendantsAndSelf().Where(part => part.Name == "mi" || part.Name == "mn"))
        {
            letter.SetAttributeValue("class", "tex-bold");
            if (upright && letter.Name == "mi") letter.SetAttributeValue("mathvariant", "normal");
        }
        return element;
    }
}
