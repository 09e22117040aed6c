namespace Course.Drawing;

/// <summary>How a terminal is told to show a picture: escape codes around a PNG file.</summary>
public sealed class TerminalPicture
{
    /// <summary>Kitty takes at most this many characters of base64 at once.</summary>
    private const int Piece = 4096;

    private readonly bool kitty;

    private TerminalPicture(bool kitty) => this.kitty = kitty;

    /// <summary>
    /// The way of this terminal, by the variables that it sets; null where it does not say that it shows pictures.
    /// </summary>
    /// <param name="variable">Looks up an environment variable.</param>
    public static TerminalPicture? Detect(Func<string, string?> variable)
    {
        // Inside tmux and screen the codes would arrive as rubbish.
        if (variable("TMUX") is { Length: > 0 } || variable("STY") is { Length: > 0 }) return null;
        var program = variable("TERM_PROGRAM");
        if (variable("KITTY_WINDOW_ID") is { Length: > 0 } || variable("TERM") is "xterm-kitty" or "xterm-ghostty"
            || program == "ghostty")
            return new(kitty: true);
        return program is "iTerm.app" or "WezTerm" || variable("LC_TERMINAL") == "iTerm2" ? new(kitty: false) : null;
    }

    /// <summary>The characters that show a PNG file.</summary>
    /// <remarks>
    /// The protocols' own descriptions: "Terminal graphics protocol" of kitty (f=100 is PNG, a=T shows at once, m=1
    /// says that more follows), "Inline images protocol" of iTerm2 (OSC 1337).
    /// </remarks>
    public string Show(byte[] png)
    {
        var text = Convert.ToBase64String(png);
        if (!kitty) return $"\e]1337;File=inline=1;size={png.Length}:{text}\a";
        var pieces = text.Chunk(Piece).Select(piece => new string(piece)).ToArray();
        return string.Concat(pieces.Select((piece, i) =>
            $"\e_G{(i == 0 ? "f=100,a=T," : "")}m={(i < pieces.Length - 1 ? 1 : 0)};{piece}\e\\"));
    }
}
