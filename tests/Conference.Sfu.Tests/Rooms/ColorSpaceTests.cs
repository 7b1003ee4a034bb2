using Conference.Rtc.Rtp;
using Conference.Sfu.Control;
using Conference.Sfu.Rooms;
using Conference.Sfu.Tests.Labs;

namespace Conference.Sfu.Tests.Rooms;

public sealed class ColorSpaceTests : RoomTest
{
    private const byte Identifier = 5;
    private static readonly byte[] Smpte170M = [6, 6, 6, 0x15];

    [Theory]
    [InlineData(4)]
    [InlineData(28)]
    public void A_key_frames_last_packet_brings_its_color_space_to_the_subscriber_as_it_came(int length)
    {
        byte[] element = [.. Smpte170M, .. Enumerable.Range(1, length - 4).Select(i => (byte)i)];
        var (teacher, student, camera) = Call(TrackSource.Camera);

        teacher.SendVideo(camera, isKey: true, packets: 3, colorSpace: element);
        teacher.SendVideo(camera, isKey: false);
        Lab.Run(5);

        Assert.Equal([[], [], element, []], student.Subscribing!.Rtp.Select(ColorSpaceOf));
    }

    [Fact]
    public void A_retransmission_brings_it_too_and_the_next_one_does_not()
    {
        var (teacher, student, camera) = Call(TrackSource.Camera);
        teacher.SendVideo(camera, isKey: true, packets: 3, colorSpace: Smpte170M);
        Lab.Run(5);

        foreach (var lost in (int[])[2, 1])
        {
            Assert.True(RtpPacket.TryParse(student.Subscribing!.Rtp[lost], out var packet));
            student.Subscribing.SendNack(packet.Ssrc.Value, packet.SequenceNumber);
            Lab.Run(5);
        }

        Assert.Equal([Smpte170M, []], student.Subscribing!.Rtp.Skip(3).Select(ColorSpaceOf));
    }

    [Fact]
    public void A_tap_is_told_ahead_of_the_packet_and_again_only_when_it_changes()
    {
        var (teacher, _, camera) = Call(TrackSource.Camera);
        var tap = Lab.Room.OpenTap(Lab.Now);
        teacher.SendVideo(camera, isKey: true, packets: 2, colorSpace: Smpte170M);
        Lab.Run(5);
        teacher.SendVideo(camera, isKey: true, colorSpace: Smpte170M);
        Lab.Run(5);
        teacher.SendVideo(camera, isKey: true, colorSpace: [1, 1, 1, 0x20]);
        Lab.Run(5);

        var messages = ReadAll(tap);
        var track = messages.OfType<TapTrackStarted>().Single().Track.Id;
        Assert.Equal(
            [(track, 6, 6, 6, 1), (track, 1, 1, 1, 2)],
            messages.OfType<TapColorSpace>().Select(told => (told.Track, (int)told.Primaries, (int)told.Transfer, (int)told.Matrix, (int)told.Range)));
        Assert.IsType<TapColorSpace>(messages[^2]);
        Assert.IsType<TapPackets>(messages[^1]);
    }

    [Fact]
    public void A_tap_that_opens_late_is_told_at_once()
    {
        var (teacher, _, camera) = Call(TrackSource.Camera);
        teacher.SendVideo(camera, isKey: true, colorSpace: Smpte170M);
        Lab.Run(5);

        var messages = ReadAll(Lab.Room.OpenTap(Lab.Now));

        Assert.Equal([typeof(TapTrackStarted), typeof(TapColorSpace)], messages.Select(message => message.GetType()));
    }

    private static byte[] ColorSpaceOf(byte[] bytes)
    {
        Assert.True(RtpPacket.TryParse(bytes, out var packet));
        packet.TryGetExtension(Identifier, out var element);
        return element.ToArray();
    }

    private static List<TapMessage> ReadAll(Tap tap)
    {
        var all = new List<TapMessage>();
        while (tap.Messages.TryRead(out var message)) all.Add(message);
        return all;
    }
}
