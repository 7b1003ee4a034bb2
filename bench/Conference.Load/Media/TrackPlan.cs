using Conference.Rtc.Sdp;
using Conference.Sfu.Control;

namespace Conference.Load.Media;

/// <summary>One track that a publisher of the plan sends.</summary>
/// <param name="Mid">Of its m= section.</param>
/// <param name="Source">Microphone, camera or screen.</param>
/// <param name="Ssrc">Of its only stream.</param>
internal sealed record TrackPlan(string Mid, TrackSource Source, uint Ssrc)
{
    public MediaKind Kind => Source is TrackSource.Microphone ? MediaKind.Audio : MediaKind.Video;

    public byte PayloadType => Kind == MediaKind.Audio ? MediaPayload.Opus : MediaPayload.Vp8;

    public int ClockRate => Kind == MediaKind.Audio ? 48_000 : 90_000;
}
