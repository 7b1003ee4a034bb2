using System.Threading.Channels;
using Microsoft.Extensions.Logging;

namespace Conference.Signaling.Live;

/// <summary>
/// One hub connection as its room sees it: a bounded outbox with a pump of its own, so that a browser that reads slowly delays nobody else.
/// A browser that falls <see cref="Capacity"/> messages behind is cut off; it comes back by its resume key and gets the whole state anew.
/// </summary>
internal sealed partial class ParticipantLink
{
    /// <summary>Above the events of a full room's joining in one burst; some hundred kilobytes at most.</summary>
    private const int Capacity = 1024;

    private readonly Channel<Func<ILectureClient, Task>> _outbox =
        Channel.CreateBounded<Func<ILectureClient, Task>>(new BoundedChannelOptions(Capacity) { SingleReader = true });
    private readonly TaskCompletionSource _opened = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ILectureClient _client;
    private readonly Action _abort;
    private readonly ILogger _logger;
    private ITimer? _joinLimit;
    private Seat? _seat;
    private volatile bool _gone;
    private volatile bool _closing;

    /// <param name="abort">Ends the connection at once.</param>
    public ParticipantLink(string connectionId, ILectureClient client, Action abort, ILogger logger)
    {
        ConnectionId = connectionId;
        _client = client;
        _abort = abort;
        _logger = logger;
        _ = PumpAsync();
    }

    public string ConnectionId { get; }

    /// <summary>Where this connection sits; null before Join and after Leave. Written by the room alone.</summary>
    public Seat? Seat
    {
        get => Volatile.Read(ref _seat);
        set => Volatile.Write(ref _seat, value);
    }

    /// <summary>The connection is known to be dead. A Join still on its way sees this and does not leave a ghost.</summary>
    public bool IsGone => _gone;

    /// <summary>Lets the events flow. Called when the answer to Join has been written, so that the page never sees an event before it.</summary>
    public void Open() => _opened.TrySetResult();

    /// <summary>Ends the connection unless it has a seat by then.</summary>
    public void ExpectJoin(TimeSpan limit, TimeProvider time) => _joinLimit = time.CreateTimer(
        _ =>
        {
            if (Seat is not null) return;
            LogNeverJoined(ConnectionId);
            _abort();
        },
        null,
        limit,
        Timeout.InfiniteTimeSpan);

    public void Send(Func<ILectureClient, Task> message)
    {
        if (_outbox.Writer.TryWrite(message) || _gone || _closing) return;
        LogTooSlow(ConnectionId);
        Abandon();
        _abort();
    }

    /// <summary>The connection is dead: nothing more is sent.</summary>
    public void Abandon()
    {
        _gone = true;
        _joinLimit?.Dispose();
        _outbox.Writer.TryComplete();
        _opened.TrySetResult();
    }

    /// <summary>Takes no more events and ends the connection after <paramref name="delay"/>: time for the queued ones to leave, and for the page to close by itself first.</summary>
    public async Task CloseAsync(TimeSpan delay, TimeProvider time)
    {
        _closing = true;
        _outbox.Writer.TryComplete();
        Open();
        await Task.Delay(delay, time);
        Abandon();
        _abort();
    }

    private async Task PumpAsync()
    {
        await _opened.Task;
        await foreach (var message in _outbox.Reader.ReadAllAsync())
        {
            if (_gone) continue;
            try
            {
                await message(_client);
            }
            catch (Exception exception)
            {
                // The connection ended under the write; OnDisconnectedAsync tells the room.
                LogSendFailed(ConnectionId, exception);
            }
        }
    }
}
