namespace Course.Notebooks;

/// <summary>How a sabotage ended: with what its claim said, or with a problem; one of the two.</summary>
/// <param name="Cell">The changed cell.</param>
/// <param name="Claim">The words that name the claim.</param>
/// <param name="Of">Which version of the sabotage and its claim: <see cref="Sabotage.Version"/>.</param>
/// <param name="Said">The claim's message as it failed.</param>
/// <param name="Problem">Why this shows nothing: the claim held all the same, or something else failed.</param>
public sealed record SabotageResult(string Cell, string Claim, string Of, string? Said, string? Problem);
