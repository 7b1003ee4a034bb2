namespace Conference.Rooms.Model;

public enum RenditionFormat
{
    /// <summary>fMP4 segments under an HLS playlist (VP9, H.264, AV1, Opus).</summary>
    Hls,
    /// <summary>WebM segments under the same kind of playlist, played through MSE: VP8 has no place in fMP4.</summary>
    WebM,
}
