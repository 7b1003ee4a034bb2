using Conference.Rooms.Model;
using Microsoft.Extensions.Logging;

namespace Conference.Signaling.Live;

/// <summary>The commands of one room: each runs alone, in the order they came, until the room is over; and what their caller has to be.</summary>
internal sealed class RoomCommands(TimeProvider time, ILogger logger)
{
    private readonly SerialQueue _queue = new(logger);

    /// <summary>The lecture has ended, or this server goes without it. Owned by the queue.</summary>
    public bool IsOver { get; set; }

    public static RoomException Over() => new(RoomError.LectureEnded, "The lecture is over.");

    /// <summary>Runs a command whose outcome the caller awaits, also when the room is over.</summary>
    public Task<T> RunAsync<T>(Func<Task<T>> command) => _queue.RunAsync(command);

    /// <inheritdoc cref="RunAsync{T}"/>
    public Task RunAsync(Func<Task> command) => _queue.RunAsync(command);

    /// <inheritdoc cref="RunAsync{T}"/>
    public Task RunAsync(Action command) => _queue.RunAsync(() =>
    {
        command();
        return Task.CompletedTask;
    });

    /// <summary>Runs what nobody awaits, unless the room is over by then.</summary>
    public void Post(Func<Task> command) => _queue.Post(() => IsOver ? Task.CompletedTask : command());

    /// <inheritdoc cref="Post(Func{Task})"/>
    public void Post(Action command) => Post(() =>
    {
        command();
        return Task.CompletedTask;
    });

    /// <summary>Posts a command when a time has passed.</summary>
    public ITimer PostLater(TimeSpan due, Func<Task> command) => time.CreateTimer(_ => Post(command), null, due, Timeout.InfiniteTimeSpan);

    public void Complete() => _queue.Complete();

    public void RequireSeat(Participant participant, ParticipantLink link)
    {
        if (IsOver) throw Over();
        if (participant.Link != link) throw new RoomException(RoomError.JoinFirst, "This connection has no place in the room any more.");
    }

    public void RequireManager(Participant participant, ParticipantLink link)
    {
        RequireSeat(participant, link);
        if (participant.Role != ParticipantRole.Teacher) throw new RoomException(RoomError.NotAllowed, "Only the teacher may do this.");
    }

    public void RequireAllowance(Participant participant)
    {
        if (!participant.Calls.TryTake(time.GetUtcNow())) throw new RoomException(RoomError.TooFast, "Too many calls in a short time.");
    }
}
