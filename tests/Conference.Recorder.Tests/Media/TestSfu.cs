using System.Collections.Concurrent;
using System.Threading.Channels;
using Conference.Sfu.Control;

namespace Conference.Recorder.Tests.Media;

/// <summary>An SFU of which only the taps are asked for.</summary>
internal sealed class TestSfu : ISfu
{
    private readonly ConcurrentDictionary<RoomId, TestTap> _taps = [];

    public ChannelReader<SfuEvent> Events { get; } = Channel.CreateUnbounded<SfuEvent>().Reader;

    /// <param name="time">Of its clock; the system's unless told.</param>
    public TestTap Open(Guid lecture, TimeProvider? time = null) => _taps[new RoomId(lecture)] = new TestTap(time ?? TimeProvider.System);

    public ValueTask<ITap> TapAsync(RoomId room, CancellationToken cancellationToken)
    {
        if (!_taps.TryGetValue(room, out var tap)) throw new SfuException(SfuError.UnknownRoom, "No such room.");
        tap.Take();
        return ValueTask.FromResult<ITap>(tap);
    }

    public ValueTask OpenRoomAsync(RoomId room, CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask CloseRoomAsync(RoomId room, CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask JoinAsync(RoomId room, ParticipantId participant, ParticipantOptions options, CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask LeaveAsync(RoomId room, ParticipantId participant, CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask SetRightsAsync(RoomId room, ParticipantId participant, PublishRights rights, CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask<PublishAnswer> PublishAsync(RoomId room, ParticipantId participant, PublishOffer offer, CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask AnswerAsync(RoomId room, ParticipantId participant, int offerId, string sdp, CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask ResubscribeAsync(RoomId room, ParticipantId participant, CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask<PlayAnswer> PlayAsync(RoomId room, ParticipantId participant, PlayOffer offer, CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask<IcePatchAnswer> PatchIceAsync(
        RoomId room, ParticipantId participant, TransportKind transport, IcePatch patch, CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
