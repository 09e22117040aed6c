namespace Diffusion;

/// <summary>One thing in a scene, in the words of <see cref="SceneWords"/>.</summary>
/// <param name="Kind">What it is: "boot".</param>
/// <param name="Colour">"red".</param>
/// <param name="Size">"small" or "large"; null where a scene of two leaves no choice.</param>
public sealed record SceneObject(string Kind, string Colour, string? Size = null);

/// <summary>What a picture of the scenes shows: one thing and its place, or two things, the left one first.</summary>
/// <param name="Things">One or two.</param>
/// <param name="Place">Where one thing is: "left", "middle" or "right"; null for two.</param>
public sealed record Scene(IReadOnlyList<SceneObject> Things, string? Place)
{
    /// <summary>One thing.</summary>
    public static Scene One(string kind, string colour, string size, string place) =>
        new([new(kind, colour, size)], place);

    /// <summary>Two things beside each other.</summary>
    public static Scene Two(SceneObject left, SceneObject right) => new([left, right], null);

    /// <summary>
    /// Whether training never shows this combination, in whatever words: a fifth of all, the same ones always. Each
    /// word still occurs with each other one, so that an unseen combination is made of seen pairs.
    /// </summary>
    public bool IsHeldOut
    {
        get
        {
            int Kind(int i) => SceneWords.Number(SceneWords.Kinds, Things[i].Kind);
            int Colour(int i) => SceneWords.Number(SceneWords.Colours, Things[i].Colour);
            // Sums over the words modulo 5: whichever word changes, four of five neighbours are kept.
            var code = Things.Count == 1
                ? Kind(0) + 2 * Colour(0) + SceneWords.Number(SceneWords.Sizes, Things[0].Size!)
                    + 3 * SceneWords.Number(SceneWords.Places, Place!)
                : Kind(0) + 2 * Colour(0) + 3 * Kind(1) + Colour(1);
            return code % 5 == 0;
        }
    }

    /// <summary>All scenes of one thing, or all of two different things of different colours.</summary>
    public static IReadOnlyList<Scene> All(int things)
    {
        if (things is not (1 or 2))
            throw new ArgumentOutOfRangeException(nameof(things), things, "A scene has 1 or 2 things.");
        var single =
            from kind in SceneWords.Kinds
            from colour in SceneWords.Colours
            select new SceneObject(kind, colour);
        if (things == 1)
            return
            [
                .. from one in single
                   from size in SceneWords.Sizes
                   from place in SceneWords.Places
                   select One(one.Kind, one.Colour, size, place),
            ];
        return
        [
            .. from left in single
               from right in single
               where left.Kind != right.Kind && left.Colour != right.Colour
               select Two(left, right),
        ];
    }

    /// <summary>The scene in its first wording.</summary>
    public override string ToString() => SceneWords.Say(this, 0);
}
