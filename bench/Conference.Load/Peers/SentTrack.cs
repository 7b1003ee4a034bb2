using Conference.Load.Media;
using Conference.Rtc;
using Conference.Rtc.Rtp;

namespace Conference.Load.Peers;

/// <summary>Where the numbers of a published track stand.</summary>
internal sealed class SentTrack(TrackPlan plan)
{
    public TrackPlan Plan { get; } = plan;

    public Mid Mid { get; } = Mid.Create(plan.Mid);

    public SequenceNumber NextSequence { get; set; }

    public Timestamp NextKeyFrame { get; set; }

    /// <summary>The 15-bit picture id of the next frame.</summary>
    public int Picture { get; set; }
}
