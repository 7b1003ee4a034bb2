using Conference.Sfu.Control;
using Conference.Sfu.Tests.Labs;

namespace Conference.Sfu.Tests.Rooms;

/// <summary>A Worker that was woken by a frame's first packets and waits for the rest. Each reading of its clock takes 10 us, a wait no time of its own.</summary>
public sealed class GatheringTests : IDisposable
{
    private const int GatherMicroseconds = 150, ReadingMicroseconds = 10;

    private readonly byte[] _payload = new byte[1000];
    private readonly Lab _lab = new(time: new CreepingTime(ReadingMicroseconds), gatherMicroseconds: GatherMicroseconds);
    private int _waits;
    private long _sentBefore;

    public void Dispose() => _lab.Dispose();

    [Fact]
    public void A_frame_whose_first_packet_woke_the_worker_leaves_whole()
    {
        var (teacher, camera) = Lecture(TrackSource.Camera, students: 4);
        teacher.SendPayloads(camera, _payload, 1, endsFrame: false);
        OnWait(() => teacher.SendPayloads(camera, _payload, 9));
        var messages = _lab.Port.Messages;

        _lab.Worker.Turn(_lab.Now);

        Assert.Equal(4, _lab.Port.Messages - messages);
        Assert.Equal(1, _waits);
    }

    [Fact]
    public void A_frame_that_does_not_end_is_waited_for_no_longer_than_allowed()
    {
        var (teacher, camera) = Lecture(TrackSource.Camera, students: 4);
        OnWait(() => teacher.SendPayloads(camera, _payload, 1, endsFrame: false)); // a packet each time, and never the last of the frame
        teacher.SendPayloads(camera, _payload, 1, endsFrame: false);

        _lab.Worker.Turn(_lab.Now);

        Assert.Equal(GatherMicroseconds / ReadingMicroseconds, _waits);
        Assert.Equal(_waits + 1, Sent(students: 4));
        Assert.Equal(GatherMicroseconds, _lab.Worker.Counters.GatheringMicroseconds);
    }

    [Fact]
    public void Where_packets_come_spaced_out_most_frames_do_not_wait_and_some_find_out_whether_that_has_changed()
    {
        var (teacher, camera) = Lecture(TrackSource.Camera, students: 4);
        OnWait(() => { });
        for (var i = 0; i < 32; i++)
        {
            teacher.SendPayloads(camera, _payload, 1, endsFrame: false);
            var before = _waits;
            _lab.Worker.Turn(_lab.Now);
            Assert.Equal(i % 16 == 0, _waits > before);
        }

        Assert.Equal(32, Sent(students: 4));
    }

    [Theory]
    [InlineData(TrackSource.Camera, 3)]
    [InlineData(TrackSource.Microphone, 4)]
    public void Few_subscribers_and_voices_never_wait(TrackSource source, int students)
    {
        var (teacher, track) = Lecture(source, students);
        OnWait(() => { });
        for (var i = 0; i < 20; i++)
        {
            if (source == TrackSource.Microphone) teacher.SendAudio(track, level: 10);
            else teacher.SendPayloads(track, _payload, 1, endsFrame: false);
            _lab.Worker.Turn(_lab.Now);
        }

        Assert.Equal(20, Sent(students));
        Assert.Equal(0, _waits);
    }

    private (Browser Teacher, SentTrack Track) Lecture(TrackSource source, int students)
    {
        var teacher = _lab.Join();
        var others = Enumerable.Range(0, students).Select(_ => _lab.Join()).ToList();
        var track = teacher.PublishConnected(source);
        foreach (var other in others) other.SubscribeConnected();
        if (track.IsVideo) teacher.SendVideo(track, isKey: true);
        _lab.Run(30);
        _sentBefore = _lab.Worker.Counters.RtpPacketsOut;
        return (teacher, track);
    }

    /// <summary>What comes while the Worker waits.</summary>
    private void OnWait(Action comes) => _lab.Port.OnWait = () =>
    {
        _waits++;
        comes();
    };

    /// <summary>Packets that each student was sent since the lecture has begun.</summary>
    private long Sent(int students) => (_lab.Worker.Counters.RtpPacketsOut - _sentBefore) / students;
}
