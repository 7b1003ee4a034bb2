namespace Conference.Rooms.Model;

/// <summary>A stretch of an upload, as an object of the store.</summary>
public sealed class UploadPiece
{
    public Guid UploadId { get; init; }
    /// <summary>Where in the file it begins.</summary>
    public long Position { get; init; }
    public int Length { get; init; }
    public required string ObjectKey { get; init; }
}
