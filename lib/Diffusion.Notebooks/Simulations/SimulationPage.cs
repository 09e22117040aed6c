using System.Net;

namespace Diffusion.Notebooks;

/// <summary>
/// Writes a simulation as HTML: title, words and still, which need no script, and the script that takes their place.
/// </summary>
/// <remarks>
/// What the script is told stands in an attribute, so that several simulations of a kind share one page and one script
/// text. Whichever script comes first starts all of them.
/// </remarks>
internal static class SimulationPage
{
    /// <summary>The HTML of a simulation.</summary>
    public static string Write(Simulation simulation, Picture still, string words) => $$"""
        <style>{{SimulationScript.Style}}</style>
        <div class="simulation" role="group" aria-label="{{Text(simulation.Title)}}" data-simulation="{{simulation.Kind}}" data-settings='{{Quoted(simulation.Settings)}}'>
        <div class="sim-title">{{Text(simulation.Title)}}</div>
        <p class="sim-words">{{Text(simulation.Help)}}</p>
        <img class="sim-still" alt="{{Text(words)}}" src="{{DataAddress.Of(still)}}">
        </div>
        <script>{{SimulationScript.For(simulation.Kind)}}</script>
        """;

    private static string Text(string text) => WebUtility.HtmlEncode(text);

    /// <summary>JSON for an attribute in single quotes: its many double quotes stay as they are.</summary>
    private static string Quoted(string json) => json.Replace("&", "&amp;").Replace("'", "&#39;").Replace("<", "&lt;");
}
