namespace Conference.Recorder;

/// <summary>One coded frame of a track: a picture, or 20 ms of sound.</summary>
/// <param name="Timestamp">Microseconds from the rendition's own start.</param>
/// <param name="Data">The codec's frame as Matroska stores it. Valid until the next frame is read or appended.</param>
internal readonly record struct MediaFrame(long Timestamp, bool IsKeyFrame, ReadOnlyMemory<byte> Data)
{
    /// <summary>Not from the publisher: silence, or the last key frame once more, put where nothing came.</summary>
    public bool IsFiller { get; init; }

    /// <summary>Of the mix: nobody is heard in it.</summary>
    public bool IsSilent { get; init; }

    /// <summary>No frame, but the moment up to which the last one lasts.</summary>
    public bool IsEnd => Data.IsEmpty;

    public static MediaFrame End(long timestamp) => new(timestamp, IsKeyFrame: false, default) { IsFiller = true };
}
