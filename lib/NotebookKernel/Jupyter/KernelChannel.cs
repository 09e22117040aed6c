namespace NotebookKernel.Jupyter;

/// <summary>The ways between front end and kernel that carry messages.</summary>
internal enum KernelChannel
{
    /// <summary>Requests, done one after the other.</summary>
    Shell,

    /// <summary>Requests that a running cell does not hold up.</summary>
    Control,

    /// <summary>The kernel's questions to the person.</summary>
    Stdin,

    /// <summary>What all front ends hear.</summary>
    Iopub,
}
