using Conference.Recorder.Time;

namespace Conference.Recorder.Tests.Time;

public sealed class ClockTests
{
    private const long Second = 1_000_000;

    [Fact]
    public void Three_hours_with_a_skew_of_100_ppm_keep_sound_and_picture_within_a_frame()
    {
        var participant = new ParticipantClock();
        var video = new TrackClock(participant, 90_000);
        var audio = new TrackClock(participant, 48_000);
        var random = new Random(3);
        const double skew = 1.0001;
        for (long t = Second; t < 3 * 3600 * Second; t += Second / 5)
        {
            var publisher = (long)(t * skew);
            var (pictureAt, soundAt) = (unchecked((uint)(publisher * 9 / 100)), unchecked((uint)(publisher * 48 / 1000 + 12345)));
            video.OnPacket(pictureAt, t + 60_000 + random.Next(40_000));
            audio.OnPacket(soundAt, t + 40_000 + random.Next(40_000));
            if (t % Second == 0) video.OnSenderReport(Ntp(publisher), pictureAt, t + 20_000 + random.Next(30_000));
            if (t % (5 * Second) == 0) audio.OnSenderReport(Ntp(publisher), soundAt, t + 20_000 + random.Next(30_000));
            var (picture, sound) = (video.Map(pictureAt), audio.Map(soundAt));
            if (t < 10 * Second) continue;
            Assert.InRange(picture - sound, -5_000, 5_000);
            Assert.InRange(picture - t, 0, 60_000);
        }
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(30, 100)]
    public void A_sound_whose_reports_are_made_late_stays_with_its_picture(int dropAt, int dropMilliseconds)
    {
        var participant = new ParticipantClock();
        var video = new TrackClock(participant, 90_000);
        var audio = new TrackClock(participant, 48_000, isSound: true);
        var random = new Random(5);
        // A capture that drops samples does not tell: the sound's timestamps fall behind.
        long Sound(long t) => (t - (t >= dropAt * Second ? dropMilliseconds * 1000 : 0)) * 48 / 1000;
        for (long t = 0; t < 90 * Second; t += 20_000)
        {
            var pictureAt = (uint)(t * 9 / 100);
            if (t % 40_000 == 0) video.OnPacket(pictureAt, t + 70_000 + random.Next(40_000));
            audio.OnPacket((uint)Sound(t), t + 30_000 + random.Next(40_000));
            if (t % Second == 0) video.OnSenderReport(Ntp(t), pictureAt, t + 10_000 + random.Next(20_000));
            // Every second report of the sound takes a packet that left up to 150 ms late for one that left in time.
            var late = t / (5 * Second) % 2 == 0 ? 0 : random.Next(30_000, 150_000);
            if (t % (5 * Second) == 2 * Second) audio.OnSenderReport(Ntp(t), (uint)Sound(t - late), t + 10_000 + random.Next(20_000));
            var (picture, sound) = (video.Map(pictureAt), audio.Map((uint)Sound(t)));
            var sinceDrop = t - (dropAt * Second);
            if (t > 15 * Second && (dropMilliseconds == 0 || sinceDrop is < 0 or > 15 * Second)) Assert.InRange(sound - picture, -20_000, 20_000);
        }
    }

    [Fact]
    public void Time_does_not_turn_back_when_the_first_report_comes()
    {
        var clock = new TrackClock(new ParticipantClock(), 90_000);
        var last = long.MinValue;
        for (long t = 0; t < 10 * Second; t += 40_000)
        {
            var rtp = (uint)(t * 9 / 100);
            clock.OnPacket(rtp, t + 300_000);
            if (t == 2 * Second) clock.OnSenderReport(Ntp(t), rtp, t + 50_000);
            var mapped = clock.Map(rtp);
            Assert.True(mapped > last);
            last = mapped;
        }

        Assert.InRange(last - (10 * Second - 40_000), 49_000, 51_000);
    }

    [Fact]
    public void Timestamps_that_jump_by_hours_are_taken_back_to_their_arrival()
    {
        var clock = new TrackClock(new ParticipantClock(), 90_000);
        for (long t = 0; t < 4 * Second; t += 40_000)
        {
            var rtp = unchecked((uint)((t * 9 / 100) + (t >= 2 * Second ? 3_000_000_000L : 0)));
            clock.OnPacket(rtp, t);
            Assert.InRange(clock.Map(rtp) - t, -50_000, 50_000);
        }
    }

    [Fact]
    public void A_wrap_of_the_timestamp_is_no_jump()
    {
        var clock = new TrackClock(new ParticipantClock(), 90_000);
        for (long t = 0; t < 10 * Second; t += 40_000)
        {
            var rtp = unchecked(uint.MaxValue - 400_000 + (uint)(t * 9 / 100));
            clock.OnPacket(rtp, t);
            Assert.InRange(clock.Map(rtp) - t, -20, 20);
        }
    }

    private static ulong Ntp(long microseconds) => ((ulong)(3_900_000_000 + (microseconds / Second)) << 32) | ((ulong)(microseconds % Second) * 4294967296 / 1_000_000);
}
