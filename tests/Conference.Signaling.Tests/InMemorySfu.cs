using System.Collections.Concurrent;
using System.Threading.Channels;

namespace Conference.Signaling.Tests;

/// <summary>
/// A media plane without media, for the tests that decide when an offer, a loss or a refusal comes: it knows rooms, participants and rights, and says
/// what a test tells it to say.
/// </summary>
internal sealed class InMemorySfu : ISfu
{
    private readonly Channel<SfuEvent> _events = Channel.CreateUnbounded<SfuEvent>();
    private readonly ConcurrentDictionary<RoomId, ConcurrentDictionary<ParticipantId, PublishRights>> _rooms = new();
    private readonly ConcurrentQueue<string> _journal = new();

    public ChannelReader<SfuEvent> Events => _events.Reader;

    /// <summary>The commands in their order, e.g. "join 018f...".</summary>
    public IReadOnlyList<string> Journal => [.. _journal];

    public ICollection<RoomId> Rooms => _rooms.Keys;

    public bool Has(RoomId room, Guid participant) => _rooms.TryGetValue(room, out var people) && people.ContainsKey(new ParticipantId(participant));

    public PublishRights Rights(RoomId room, Guid participant) => _rooms[room][new ParticipantId(participant)];

    public void Raise(SfuEvent happened) => _events.Writer.TryWrite(happened);

    public ValueTask OpenRoomAsync(RoomId room, CancellationToken cancellationToken)
    {
        _rooms.TryAdd(room, new());
        return ValueTask.CompletedTask;
    }

    public ValueTask CloseRoomAsync(RoomId room, CancellationToken cancellationToken)
    {
        _rooms.TryRemove(room, out _);
        return ValueTask.CompletedTask;
    }

    public ValueTask JoinAsync(RoomId room, ParticipantId participant, ParticipantOptions options, CancellationToken cancellationToken)
    {
        _journal.Enqueue($"join {participant.Value}");
        People(room)[participant] = options.Rights;
        return ValueTask.CompletedTask;
    }

    public ValueTask LeaveAsync(RoomId room, ParticipantId participant, CancellationToken cancellationToken)
    {
        _journal.Enqueue($"leave {participant.Value}");
        if (!People(room).TryRemove(participant, out _)) throw new SfuException(SfuError.UnknownParticipant, "unknown participant");
        return ValueTask.CompletedTask;
    }

    public ValueTask SetRightsAsync(RoomId room, ParticipantId participant, PublishRights rights, CancellationToken cancellationToken)
    {
        Require(room, participant);
        People(room)[participant] = rights;
        return ValueTask.CompletedTask;
    }

    public ValueTask<PublishAnswer> PublishAsync(RoomId room, ParticipantId participant, PublishOffer offer, CancellationToken cancellationToken)
    {
        var rights = Require(room, participant);
        if (!offer.Sdp.StartsWith("v=0", StringComparison.Ordinal)) throw new SfuException(SfuError.BadDescription, "line 1: v=0 is missing");
        var sections = offer.Sections ?? [new PublishedSection("0", TrackSource.Microphone), new PublishedSection("1", TrackSource.Camera)];
        if (sections.Any(section => !rights.HasFlag(Needed(section.Source)))) throw new SfuException(SfuError.NotAllowed, "beyond the rights");
        return ValueTask.FromResult(new PublishAnswer(
            "v=0\r\n",
            [.. sections.Select(s => new PublishedTrack(s.Mid, new TrackInfo(new TrackId(Guid.NewGuid()), participant, s.Source, "VP9", 90000)))],
            "ice-1"));
    }

    public ValueTask AnswerAsync(RoomId room, ParticipantId participant, int offerId, string sdp, CancellationToken cancellationToken)
    {
        Require(room, participant);
        _journal.Enqueue($"answer {offerId}");
        return ValueTask.CompletedTask;
    }

    public ValueTask ResubscribeAsync(RoomId room, ParticipantId participant, CancellationToken cancellationToken)
    {
        Require(room, participant);
        _journal.Enqueue($"resubscribe {participant.Value}");
        return ValueTask.CompletedTask;
    }

    public ValueTask<PlayAnswer> PlayAsync(RoomId room, ParticipantId participant, PlayOffer offer, CancellationToken cancellationToken)
    {
        Require(room, participant);
        return ValueTask.FromResult(new PlayAnswer("v=0\r\n", [], "ice-1"));
    }

    public ValueTask<IcePatchAnswer> PatchIceAsync(
        RoomId room, ParticipantId participant, TransportKind transport, IcePatch patch, CancellationToken cancellationToken)
    {
        Require(room, participant);
        return ValueTask.FromResult(new IcePatchAnswer(null, "ice-1"));
    }

    public ValueTask<ITap> TapAsync(RoomId room, CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask DisposeAsync()
    {
        _events.Writer.TryComplete();
        return ValueTask.CompletedTask;
    }

    private static PublishRights Needed(TrackSource source) => source switch
    {
        TrackSource.Microphone => PublishRights.Microphone,
        TrackSource.Camera => PublishRights.Camera,
        _ => PublishRights.Screen,
    };

    private ConcurrentDictionary<ParticipantId, PublishRights> People(RoomId room) =>
        _rooms.TryGetValue(room, out var people) ? people : throw new SfuException(SfuError.UnknownRoom, "unknown room");

    private PublishRights Require(RoomId room, ParticipantId participant) => People(room).TryGetValue(participant, out var rights)
        ? rights
        : throw new SfuException(SfuError.UnknownParticipant, "unknown participant");
}
