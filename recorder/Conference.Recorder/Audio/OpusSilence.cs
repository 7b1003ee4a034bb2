namespace Conference.Recorder.Audio;

/// <summary>What is put where a voice sends nothing.</summary>
internal static class OpusSilence
{
    /// <summary>Microseconds.</summary>
    public const long FrameLength = 20_000;

    /// <summary>Configuration 31 (CELT fullband), one frame, whose first bit says "silence" (RFC 6716 §4.3).</summary>
    private static readonly byte[] Packet = [0xF8, 0xFF, 0xFE];

    public static MediaFrame At(long timestamp) => new(timestamp, IsKeyFrame: true, Packet) { IsFiller = true };
}
