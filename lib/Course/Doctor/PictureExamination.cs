using Diffusion.Notebooks;

namespace Course.Doctor;

/// <summary>Draws a small figure: that needs the native drawing library and the course's own font.</summary>
internal static class PictureExamination
{
    public static Finding Of()
    {
        try
        {
            var figure = Figure.Lines("A figure", "x", "y").Add("line", [0, 1], [0, 1]);
            return new(
                Health.Good, "Figures", $"drawn with the course's own font ({figure.ToPng().Length} bytes of PNG)");
        }
        catch (Exception problem) when (problem is DllNotFoundException or TypeInitializationException
            or BadImageFormatException)
        {
            return new(Health.Missing, "Figures", "cannot be drawn",
                $"{problem.GetBaseException().Message} Run 'dotnet build' again on this platform.");
        }
    }
}
