namespace Diffusion.Notebooks;

/// <summary>A place that shows one thing after another.</summary>
internal interface ILiveDisplay
{
    /// <summary>Shows the first look.</summary>
    void Show(Rich look);

    /// <summary>Replaces what is shown.</summary>
    void Update(Rich look);

    /// <summary>Replaces what is shown, for good.</summary>
    void Finish(Rich look);
}
