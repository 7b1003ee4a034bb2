using Conference.Sfu.Control;

namespace Conference.Recorder.Tracks;

/// <summary>Records one UpTrack: sound or pictures. Times are microseconds on the SFU's receive clock. One thread: the recording's loop.</summary>
internal interface ITrackRecorder
{
    TrackInfo Info { get; }

    void OnPacket(ReadOnlySpan<byte> packet, long at);

    void OnSenderReport(TapSenderReport report);

    /// <summary>Time passed.</summary>
    void Advance(long now);

    /// <summary>The track, or the recording, has ended.</summary>
    void End(long now);
}
