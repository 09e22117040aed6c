namespace Diffusion.Notebooks;

/// <summary>
/// Tells a notebook kernel how to display a type. Kernels look for this attribute by its name, not by its assembly,
/// so the library needs no reference to any kernel.
/// </summary>
/// <param name="formatterSourceType">A type with a method <c>CreateTypeFormatters()</c>.</param>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Struct, Inherited = true)]
public sealed class TypeFormatterSourceAttribute(Type formatterSourceType) : Attribute
{
    /// <summary>The type whose <c>CreateTypeFormatters()</c> lists the formatters.</summary>
    public Type FormatterSourceType { get; } = formatterSourceType;

    /// <summary>The MIME types to send, the richest first.</summary>
    public string[] PreferredMimeTypes { get; set; } = [];
}
