/// <summary>A use of a type by a type in another folder.</summary>
public sealed record RoomArrow(string From, string FromFolder, string To, string ToFolder)
{
    public override string ToString() => $"{FromFolder}/{From} -> {ToFolder}/{To}";
}
