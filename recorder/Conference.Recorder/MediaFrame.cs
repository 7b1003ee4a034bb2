namespace Conference.Recorder;

/// <summary>One coded frame of a track: a picture, or 20 ms of sound.</summary>
/// <param name="Timestamp">Microseconds from the rendition's own start.</param>
/// <param name="Data">The codec's frame as Matroska stores it. Valid until the next frame is read or appended.</param>
internal readonly record struct MediaFrame(long Timestamp, bool IsKeyFrame, ReadOnlyMemory<byte> Data);
