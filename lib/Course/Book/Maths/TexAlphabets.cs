using System.Text;

namespace Course.Book.Maths;

/// <summary>Script and blackboard letters, which Unicode keeps in two places each.</summary>
internal static class TexAlphabets
{
    /// <summary>Capital script letters, 𝒩; others are left as they are.</summary>
    public static string Script(string letters) => Map(letters, 0x1D49C, "BℬEℰFℱHℋIℐLℒMℳRℛ");

    /// <summary>Capital letters with a double stroke, ℝ; others are left as they are.</summary>
    public static string DoubleStruck(string letters) => Map(letters, 0x1D538, "CℂHℍNℕPℙQℚRℝZℤ");

    private static string Map(string letters, int capitalA, string exceptions)
    {
        var mapped = new StringBuilder();
        foreach (var letter in letters)
        {
            var at = exceptions.IndexOf(letter);
            if (letter is < 'A' or > 'Z') mapped.Append(letter);
            else if (at >= 0) mapped.Append(exceptions[at + 1]);
            else mapped.Append(char.ConvertFromUtf32(capitalA + letter - 'A'));
        }
        return mapped.ToString();
    }
}
