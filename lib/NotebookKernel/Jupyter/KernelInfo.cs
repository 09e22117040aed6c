using System.Reflection;
using System.Runtime.InteropServices;
using System.Text.Json.Nodes;

namespace NotebookKernel.Jupyter;

/// <summary>What the kernel says about itself.</summary>
internal static class KernelInfo
{
    public static JsonObject Reply()
    {
        var version = typeof(KernelInfo).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!
            .InformationalVersion.Split('+')[0];
        return new JsonObject
        {
            ["status"] = "ok",
            ["protocol_version"] = MessageCodec.ProtocolVersion,
            ["implementation"] = "Diffusion Notebooks",
            ["implementation_version"] = version,
            // Front ends write this into notebooks: the same as .NET Interactive's, so that who ran one does not change
            // it.
            ["language_info"] = new JsonObject
            {
                ["name"] = "C#",
                ["version"] = "13.0",
                ["mimetype"] = "text/x-csharp",
                ["file_extension"] = ".cs",
                ["pygments_lexer"] = "csharp",
            },
            ["banner"] = $"C# 14 on {RuntimeInformation.FrameworkDescription}, the kernel of Diffusion Notebooks "
                + $"{version}",
            ["debugger"] = false,
            ["help_links"] = new JsonArray(),
        };
    }
}
