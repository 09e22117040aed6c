using System.Numerics;
using System.Runtime.CompilerServices;

namespace Diffusion;

/// <summary>Refuses settings out of range, by name and value, where they are given.</summary>
internal static class Setting
{
    /// <summary>A number from <paramref name="least"/> to <paramref name="most"/>; never NaN.</summary>
    internal static T Within<T>(
        T value, T least, T most, string rule, [CallerArgumentExpression(nameof(value))] string name = "")
        where T : INumber<T> =>
        value >= least && value <= most ? value : throw new ArgumentOutOfRangeException(name, value, rule);

    /// <summary>One of the values an enumeration has.</summary>
    internal static T Known<T>(T value, [CallerArgumentExpression(nameof(value))] string name = "")
        where T : struct, Enum =>
        Enum.IsDefined(value) ? value
        : throw new ArgumentOutOfRangeException(name, value, $"There are {string.Join(", ", Enum.GetNames<T>())}.");
}
