using Microsoft.DotNet.Interactive.Commands;

namespace Diffusion.Interactive;

/// <summary>What a cell asks the course with <c>#!diffusion</c>.</summary>
public sealed class CourseRequest : KernelCommand
{
    /// <summary>One of the course's commands; null lists them.</summary>
    public string? What { get; set; }
}
