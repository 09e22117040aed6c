using System.Text.Json;
using Microsoft.DotNet.Interactive;
using Microsoft.DotNet.Interactive.Commands;

namespace Diffusion.Interactive;

/// <summary>
/// Lets a JavaScript cell in Jupyter take tensors and figures. The kernel writes a shared value into the script with a
/// serializer of its own, which knows none of the forms in which values are shared; here it gets the shared form.
/// </summary>
internal static class JavaScriptValues
{
    /// <summary>Watches what is shared with JavaScript cells.</summary>
    /// <param name="script">The kernel of JavaScript cells.</param>
    public static void Mend(Kernel script) => script.AddMiddleware(async (command, context, next) =>
    {
        if (command is SendValue { FormattedValue: { MimeType: "application/json", Value: var json } shared } send)
            await next(new SendValue(send.Name, JsonDocument.Parse(json), shared), context);
        else
            await next(command, context);
    });
}
