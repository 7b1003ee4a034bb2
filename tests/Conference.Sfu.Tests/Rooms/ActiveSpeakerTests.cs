using Conference.Rtc;
using Conference.Sfu.Control;
using Conference.Sfu.Rooms;

namespace Conference.Sfu.Tests.Rooms;

public sealed class ActiveSpeakerTests
{
    private readonly ActiveSpeaker _speakers = new();
    private readonly ParticipantId _anna = new(Guid.NewGuid());
    private readonly ParticipantId _boris = new(Guid.NewGuid());
    private Timestamp _now;

    [Fact]
    public void Silence_lists_nobody()
    {
        Say(100, (_anna, 127), (_boris, 80));
        Assert.False(_speakers.TryChange(_now, out _));
    }

    [Fact]
    public void The_louder_of_two_comes_first()
    {
        Say(50, (_anna, 45), (_boris, 20));
        Assert.True(_speakers.TryChange(_now, out var speakers));
        Assert.Equal([_boris, _anna], speakers);
    }

    [Fact]
    public void A_breath_does_not_end_a_speech_and_a_second_of_silence_does()
    {
        Say(50, (_anna, 30));
        Assert.True(_speakers.TryChange(_now, out _));
        Say(15, (_anna, 127));
        Assert.False(_speakers.TryChange(_now, out _));
        Say(200, (_anna, 127));
        Assert.True(_speakers.TryChange(_now, out var speakers));
        Assert.Empty(speakers);
    }

    [Fact]
    public void Equal_voices_keep_their_places()
    {
        Say(50, (_anna, 30), (_boris, 31));
        _speakers.TryChange(_now, out _);
        Say(50, (_anna, 31), (_boris, 29));
        Assert.False(_speakers.TryChange(_now, out _));
    }

    [Fact]
    public void Who_left_is_listed_no_more()
    {
        Say(50, (_anna, 30));
        _speakers.TryChange(_now, out _);
        _speakers.Remove(_anna);
        Assert.True(_speakers.TryChange(_now, out var speakers));
        Assert.Empty(speakers);
    }

    private void Say(int packets, params (ParticipantId Who, byte Level)[] levels)
    {
        for (var i = 0; i < packets; i++)
        {
            _now = _now.AddMilliseconds(20);
            foreach (var (who, level) in levels) _speakers.OnLevel(_now, who, level);
        }
    }
}
