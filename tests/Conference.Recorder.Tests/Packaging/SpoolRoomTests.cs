using Conference.Recorder.Packaging;
using Conference.Recorder.Tests.Media;
using Conference.Rooms.Model;

namespace Conference.Recorder.Tests.Packaging;

public sealed class SpoolRoomTests
{
    private const long Reserve = 800;
    private long _now;
    private long _free = 10_000;

    [Fact]
    public void Voices_are_left_out_first_then_cameras_then_screens_and_the_mix_never()
    {
        var room = Room();
        foreach (var (free, taken) in ((long, RenditionKind[])[])
        [
            (Reserve, [RenditionKind.Mix, RenditionKind.Screen, RenditionKind.ScreenAudio, RenditionKind.Camera, RenditionKind.Voice]),
            (Reserve - 1, [RenditionKind.Mix, RenditionKind.Screen, RenditionKind.ScreenAudio, RenditionKind.Camera]),
            ((Reserve / 2) - 1, [RenditionKind.Mix, RenditionKind.Screen, RenditionKind.ScreenAudio]),
            ((Reserve / 8) - 1, [RenditionKind.Mix]),
            (0, [RenditionKind.Mix]),
        ])
        {
            Set(free);
            Assert.Equal(taken.Order(), Enum.GetValues<RenditionKind>().Where(room.Takes).Order());
        }
    }

    [Fact]
    public void What_was_left_out_comes_back_when_there_is_half_as_much_again()
    {
        var room = Room();
        Set(Reserve - 1);
        Assert.False(room.Takes(RenditionKind.Voice));
        Set(Reserve + 100);
        Assert.False(room.Takes(RenditionKind.Voice));
        Set(Reserve * 3 / 2);
        Assert.True(room.Takes(RenditionKind.Voice));
    }

    [Fact]
    public void The_disk_is_looked_at_once_a_second()
    {
        var looks = 0;
        var room = new SpoolRoom(() => ++looks, Reserve, new ManualTime(() => _now));
        for (var i = 0; i < 100; i++) room.Takes(RenditionKind.Voice);
        Assert.Equal(1, looks);
        _now += 1_000_000;
        room.Takes(RenditionKind.Voice);
        Assert.Equal(2, looks);
    }

    private SpoolRoom Room() => new(() => _free, Reserve, new ManualTime(() => _now));

    private void Set(long free)
    {
        _free = free;
        _now += 1_000_000;
    }
}
