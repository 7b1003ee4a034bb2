using Conference.Recorder.Tests.Media;
using Conference.Sfu.Control;

namespace Conference.Load.Recordings;

/// <summary>Sends a lecture into a Tap as time passes: a teacher with camera, screen and voice, and others who speak.</summary>
internal sealed class LectureFeed
{
    private const long Second = 1_000_000;

    private readonly TestTap _tap;
    private readonly long _start;
    private readonly List<FedTrack> _tracks = [];

    /// <param name="participants">As many as there are voices.</param>
    public LectureFeed(TestTap tap, LectureMedia media, IReadOnlyList<Guid> participants)
    {
        (_tap, _start) = (tap, tap.Now);
        Add(TrackSource.Camera, participants[0], media.Camera, LectureMedia.CameraRate);
        Add(TrackSource.Screen, participants[0], media.Screen, LectureMedia.ScreenRate);
        foreach (var (voice, participant) in media.Voices.Zip(participants)) Add(TrackSource.Microphone, participant, voice, LectureMedia.VoiceRate);
    }

    /// <summary>Seconds of it that have been sent.</summary>
    public double Seconds => (_tap.Now - _start) / (double)Second;

    /// <summary>Sends what came up to now.</summary>
    public void Feed()
    {
        var now = _tap.Now;
        foreach (var track in _tracks) track.FeedUpTo(now);
    }

    public void End() => _tap.Complete();

    private void Add(TrackSource source, Guid participant, IReadOnlyList<byte[]> frames, int rate)
    {
        var isVideo = source != TrackSource.Microphone;
        var info = new TrackInfo(new TrackId(Guid.NewGuid()), new ParticipantId(participant), source, isVideo ? "VP9" : "opus", isVideo ? 90_000 : 48_000);
        _tap.Write(new TapTrackStarted(info, _start));
        _tracks.Add(new FedTrack(_tap, info, frames, rate, _start));
    }

    private sealed class FedTrack(TestTap tap, TrackInfo info, IReadOnlyList<byte[]> frames, int rate, long start)
    {
        private readonly RtpSender _sender = new(info.Codec, (uint)Random.Shared.Next(), 1, 1);
        private long _frame;
        private long _report;

        public void FeedUpTo(long now)
        {
            for (long at; (at = start + (_frame * Second / rate)) <= now; _frame++)
            {
                var packets = new TapPackets();
                foreach (var packet in _sender.Packetize(frames[(int)(_frame % frames.Count)], _frame * info.ClockRate / rate)) packets.Add(info.Id, at, packet);
                tap.Write(packets);
            }

            // Half a second behind a whole one, as no frame is.
            for (long at; (at = start + (_report * Second) + (Second / 2)) <= now; _report++)
                tap.Write(new TapSenderReport(info.Id, (3_900_000_000UL + (ulong)(at / Second) << 32) + ((ulong)(at % Second) << 32) / Second, (uint)(1 + ((at - start) * info.ClockRate / Second)), at));
        }
    }
}
