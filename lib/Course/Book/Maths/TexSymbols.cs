using System.Collections.Frozen;

namespace Course.Book.Maths;

/// <summary>The commands that stand for one sign.</summary>
internal static class TexSymbols
{
    /// <summary>Letters: set as a variable is.</summary>
    public static readonly FrozenDictionary<string, string> Letters = Table("""
        alpha α beta β gamma γ delta δ epsilon ϵ varepsilon ε zeta ζ eta η theta θ vartheta ϑ iota ι kappa κ lambda λ
        mu μ nu ν xi ξ pi π rho ρ sigma σ tau τ upsilon υ phi ϕ varphi φ chi χ psi ψ omega ω
        Gamma Γ Delta Δ Theta Θ Lambda Λ Xi Ξ Pi Π Sigma Σ Phi Φ Psi Ψ Omega Ω
        infty ∞ partial ∂ nabla ∇ ell ℓ emptyset ∅ hbar ℏ
        """);

    /// <summary>Operators, relations and punctuation.</summary>
    public static readonly FrozenDictionary<string, string> Operators = Table("""
        cdot ⋅ times × pm ± mp ∓ div ÷ odot ⊙ oplus ⊕ otimes ⊗ ast ∗ star ⋆ circ ∘ bullet ∙
        le ≤ leq ≤ ge ≥ geq ≥ ne ≠ neq ≠ ll ≪ gg ≫ approx ≈ sim ∼ simeq ≃ equiv ≡ propto ∝ parallel ∥ perp ⟂
        in ∈ notin ∉ subset ⊂ subseteq ⊆ cup ∪ cap ∩ setminus ∖ forall ∀ exists ∃ neg ¬ land ∧ lor ∨
        to → rightarrow → leftarrow ← leftrightarrow ↔ mapsto ↦ longrightarrow ⟶ Rightarrow ⇒ Leftrightarrow ⇔
        implies ⟹ iff ⟺ uparrow ↑ downarrow ↓
        dots … ldots … cdots ⋯ vdots ⋮ ddots ⋱ prime ′ mid ∣ colon : lbrace { rbrace } langle ⟨ rangle ⟩
        lVert ‖ rVert ‖ Vert ‖ lvert | rvert | vert | lfloor ⌊ rfloor ⌋ lceil ⌈ rceil ⌉ backslash \
        """);

    /// <summary>Operators that grow and, in a displayed formula, take their limits above and below.</summary>
    public static readonly FrozenDictionary<string, string> Large = Table("sum ∑ prod ∏ int ∫ bigcup ⋃ bigcap ⋂");

    /// <summary>Functions that are written as upright words.</summary>
    public static readonly FrozenSet<string> Functions =
        "log ln exp sin cos tan tanh sinh cosh arctan max min argmax argmin lim sup inf det dim Pr gcd softmax sign"
            .Split(' ').ToFrozenSet();

    /// <summary>Those functions whose subscript goes below in a displayed formula.</summary>
    public static readonly FrozenSet<string> FunctionsWithLimits =
        "max min argmax argmin lim sup inf".Split(' ').ToFrozenSet();

    /// <summary>Signs above a letter.</summary>
    public static readonly FrozenDictionary<string, string> Accents =
        Table("bar ¯ overline ¯ hat ^ widehat ^ tilde ~ widetilde ~ vec → dot ˙ ddot ¨ check ˇ");

    /// <summary>Spaces and their widths in em.</summary>
    public static readonly FrozenDictionary<string, string> Spaces = new Dictionary<string, string>
    {
        [","] = "0.1667em", [":"] = "0.2222em", [">"] = "0.2222em", [";"] = "0.2778em", [" "] = "0.25em",
        ["!"] = "-0.1667em", ["quad"] = "1em", ["qquad"] = "2em", ["enspace"] = "0.5em",
    }.ToFrozenDictionary();

    /// <summary>Signs that TeX needs a backslash for.</summary>
    public const string Escaped = "%#&$_";

    private static FrozenDictionary<string, string> Table(string text)
    {
        var words = text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        return words.Chunk(2).ToFrozenDictionary(pair => pair[0], pair => pair[1]);
    }
}
