using System.Net;
using System.Net.Sockets;
using System.Threading.Channels;
using Conference.Rtc;
using Conference.Rtc.Dtls;
using Conference.Rtc.Sdp;
using Conference.Rtc.Srtp;
using Conference.Sfu.Control;
using Conference.Sfu.Net;
using Conference.Sfu.Rooms;
using Microsoft.Extensions.Logging;

namespace Conference.Sfu;

/// <summary>
/// The media plane of this process: Workers, and the map from rooms to them. Reads and checks descriptions on the caller's thread and posts each command to
/// the room's Worker; nothing here touches a room itself.
/// </summary>
internal sealed partial class Sfu : ISfu
{
    /// <summary>Events that may wait for the reader: a hundred rooms that end at once make some ten thousand.</summary>
    private const int EventCapacity = 16 * 1024;

    private readonly Channel<SfuEvent> _events = Channel.CreateBounded<SfuEvent>(
        new BoundedChannelOptions(EventCapacity) { SingleReader = true, FullMode = BoundedChannelFullMode.Wait });

    private readonly Lock _gate = new();
    private readonly Dictionary<RoomId, Room> _rooms = [];
    private readonly List<RoomContext> _contexts = [];
    private readonly List<WorkerThread> _threads = [];
    private readonly WorkerClock _clock;
    private readonly WorkerChoice _choice;
    private readonly DtlsCertificate _certificate;
    private readonly SfuMetrics _metrics;
    private readonly ILogger _logger;
    private readonly Task _workerEnded;
    private long _lostEvents;
    private bool _stopped;

    /// <summary>Binds the ports and starts the Workers.</summary>
    /// <exception cref="ArgumentException">A setting is wrong or a port cannot be bound; the message names the setting.</exception>
    public Sfu(SfuOptions options, TimeProvider time, ILoggerFactory loggers)
    {
        var publicAddresses = options.Validate();
        _logger = loggers.CreateLogger<Sfu>();
        _certificate = DtlsCertificate.Create(time.GetUtcNow());
        _clock = new WorkerClock(time);
        var addresses = LocalCandidates.Gather(publicAddresses);
        var workerLogger = loggers.CreateLogger<Worker>();
        try
        {
            for (var index = 0; index < options.WorkerCount; index++)
            {
                var port = OpenPort(options, index);
                CheckBuffers(port, options.SocketBufferBytes);
                var candidates = addresses
                    .Where(address => address.AddressFamily == AddressFamily.InterNetwork || port.HasIPv6 || publicAddresses.Count > 0)
                    .Select(address => new IPEndPoint(address, port.Port)).ToList();
                _contexts.Add(new RoomContext(new Worker(index, port, _clock, workerLogger) { GatherMicroseconds = options.GatherMicroseconds }, _certificate, candidates, options, Publish));
            }
        }
        catch
        {
            foreach (var context in _contexts) context.Worker.Dispose();
            _certificate.Dispose();
            throw;
        }

        foreach (var context in _contexts) context.All = _contexts;
        var workers = _contexts.Select(context => context.Worker).ToList();
        _choice = new WorkerChoice(workers);
        _metrics = new SfuMetrics(workers, () => Interlocked.Read(ref _lostEvents));
        LogCiphers(SrtpAcceleration.Choose()); // not on a Worker's thread, in the middle of somebody's lecture
        foreach (var context in _contexts) _threads.Add(new WorkerThread(context.Worker, options.NiceSteps, workerLogger));
        _workerEnded = Task.WhenAny(_threads.Select(thread => thread.Ended)); // once: one per command would hang on these tasks for life
        var ports = _contexts.Select(context => context.Worker.Port.Port).ToList();
        LogPorts(string.Join(", ", ports), string.Join(", ", addresses));
    }

    public ChannelReader<SfuEvent> Events => _events.Reader;

    /// <summary>For their counters, which any thread may read.</summary>
    public IEnumerable<Worker> Workers => _contexts.Select(context => context.Worker);

    public async ValueTask OpenRoomAsync(RoomId room, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested(); // from here on the room is there, and counted
        Room opened;
        lock (_gate)
        {
            ThrowIfStopped();
            if (_rooms.ContainsKey(room)) return;
            var worker = _choice.Choose(_clock.Now);
            opened = new Room(room, _contexts[worker.Index], Forget);
            _rooms.Add(room, opened);
        }

        await RunAsync(opened, (live, _) => live.Worker.Counters.Rooms++, cancellationToken);
    }

    public async ValueTask CloseRoomAsync(RoomId room, CancellationToken cancellationToken)
    {
        Room? live;
        lock (_gate)
        {
            ThrowIfStopped();
            if (!_rooms.TryGetValue(room, out live)) return;
        }

        await RunAsync(live, (closing, now) => closing.Close(now, TransportCloseReason.Left), cancellationToken);
    }

    public ValueTask JoinAsync(RoomId room, ParticipantId participant, ParticipantOptions options, CancellationToken cancellationToken) =>
        RunAsync(Find(room), (live, now) => live.Join(now, participant, options), cancellationToken);

    public ValueTask LeaveAsync(RoomId room, ParticipantId participant, CancellationToken cancellationToken) =>
        RunAsync(Find(room), (live, now) => live.Leave(now, participant), cancellationToken);

    public ValueTask SetRightsAsync(RoomId room, ParticipantId participant, PublishRights rights, CancellationToken cancellationToken) =>
        RunAsync(Find(room), (live, _) => live.SetRights(participant, rights), cancellationToken);

    public async ValueTask<PublishAnswer> PublishAsync(
        RoomId room, ParticipantId participant, PublishOffer offer, CancellationToken cancellationToken)
    {
        var live = Find(room);
        var request = PublishRequest.Read(offer);
        PublishAnswer? answer = null;
        await RunAsync(live, (open, now) => answer = open.Publish(now, participant, request), cancellationToken);
        return answer!;
    }

    public ValueTask AnswerAsync(RoomId room, ParticipantId participant, int offerId, string sdp, CancellationToken cancellationToken)
    {
        var live = Find(room);
        if (!SubscriberAnswer.TryRead(PeerDescriptions.Parse(sdp), out var answer, out var error)) throw new SfuException(SfuError.BadDescription, error.ToString());
        return RunThereAsync(
            live, (open, _) => open.FindSubscription(participant, SfuError.StaleAnswer),
            (audience, subscription, now) => audience.Accept(now, subscription, offerId, answer), cancellationToken);
    }

    public ValueTask ResubscribeAsync(RoomId room, ParticipantId participant, CancellationToken cancellationToken) =>
        RunAsync(Find(room), (live, now) => live.Resubscribe(now, participant), cancellationToken);

    public async ValueTask<PlayAnswer> PlayAsync(RoomId room, ParticipantId participant, PlayOffer offer, CancellationToken cancellationToken)
    {
        var live = Find(room);
        var plan = PlayPlan.Read(offer);
        PlayAnswer? answer = null;
        await RunThereAsync(
            live, (open, now) => open.Play(now, participant, plan),
            (audience, subscription, now) => answer = audience.Play(now, subscription, plan), cancellationToken);
        return answer!;
    }

    public async ValueTask<IcePatchAnswer> PatchIceAsync(
        RoomId room, ParticipantId participant, TransportKind transport, IcePatch patch, CancellationToken cancellationToken)
    {
        var live = Find(room);
        if (!IceFragment.TryParse(patch.Fragment, out var fragment, out var error)) throw new SfuException(SfuError.BadDescription, error.ToString());
        IcePatchAnswer? answer = null;
        if (transport == TransportKind.Publish)
            await RunAsync(live, (open, _) => answer = open.PatchIce(participant, fragment, patch.IceSession), cancellationToken);
        else
            await RunThereAsync(
                live, (open, _) => open.FindSubscription(participant, SfuError.UnknownTransport),
                (audience, subscription, _) => answer = audience.PatchIce(subscription, fragment, patch.IceSession), cancellationToken);
        return answer!;
    }

    public async ValueTask<ITap> TapAsync(RoomId room, CancellationToken cancellationToken)
    {
        ITap? tap = null;
        await RunAsync(Find(room), (live, now) => tap = live.OpenTap(now), cancellationToken);
        return tap!;
    }

    public async ValueTask DisposeAsync()
    {
        List<Room> rooms;
        lock (_gate)
        {
            if (_stopped) return;
            _stopped = true;
            rooms = [.. _rooms.Values];
        }

        foreach (var room in rooms) room.Worker.Post(now => room.Close(now, TransportCloseReason.Left));
        await Task.WhenAll(_threads.Select(thread => thread.StopAsync()));
        foreach (var context in _contexts) context.Worker.Dispose();
        _metrics.Dispose();
        _events.Writer.TryComplete();
        _certificate.Dispose();
    }

    /// <summary>Runs a command on the room's Worker and waits for its end; a caller that gives up waiting does not undo it.</summary>
    private ValueTask RunAsync(Room room, Action<Room, Timestamp> command, CancellationToken cancellationToken) =>
        RunAsync(room, (_, now) => command(room, now), isWhole: true, cancellationToken);

    /// <summary>Runs a command in two steps: on the room's Worker, which says whom it concerns, then on the Worker that serves that one.</summary>
    private ValueTask RunThereAsync(
        Room room, Func<Room, Timestamp, Subscription> find, Action<Audience, Subscription, Timestamp> command, CancellationToken cancellationToken) =>
        RunAsync(
            room,
            (pending, now) =>
            {
                var subscription = find(room, now);
                subscription.Audience.Do(now, (audience, at) => pending.Run(() => command(audience, subscription, at), isLast: true));
            },
            isWhole: false,
            cancellationToken);

    private async ValueTask RunAsync(Room room, Action<PendingCommand, Timestamp> begin, bool isWhole, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var pending = new PendingCommand();
        room.Worker.Post(now =>
        {
            try
            {
                pending.Run(
                    () =>
                    {
                        if (room.IsClosed) throw Unknown(room.Id);
                        begin(pending, now);
                    },
                    isWhole);
            }
            catch
            {
                room.Close(now, TransportCloseReason.Fault); // half a change may have been made
                throw;
            }
        });
        var ended = await Task.WhenAny(pending.Done, _workerEnded).WaitAsync(cancellationToken);
        if (ended != pending.Done && !pending.Done.IsCompleted) throw Stopped();
        await pending.Done;
    }

    private Room Find(RoomId room)
    {
        lock (_gate)
        {
            ThrowIfStopped();
            return _rooms.TryGetValue(room, out var live) ? live : throw Unknown(room);
        }
    }

    private void Forget(Room room)
    {
        room.Worker.Counters.Rooms--;
        lock (_gate) _rooms.Remove(room.Id);
    }

    /// <summary>On a Worker's thread: never waits.</summary>
    private void Publish(SfuEvent happened)
    {
        if (_events.Writer.TryWrite(happened)) return;
        if (Interlocked.Increment(ref _lostEvents) % EventCapacity == 1) LogEventsLost(EventCapacity);
    }

    private void ThrowIfStopped()
    {
        if (_stopped) throw Stopped();
    }

    private static SfuException Stopped() => new(SfuError.Stopped, "The media plane is stopping.");

    private static SfuException Unknown(RoomId room) => new(SfuError.UnknownRoom, $"Room {room} is not open.");

    private void CheckBuffers(IUdpPort port, int wanted)
    {
        var (receive, send) = (port.Counters.ReceiveBufferBytes, port.Counters.SendBufferBytes);
        if (receive > 0 && receive < wanted) LogSmallBuffer(port.Port, "receive", receive, wanted, "net.core.rmem_max");
        if (send > 0 && send < wanted) LogSmallBuffer(port.Port, "send", send, wanted, "net.core.wmem_max");
    }

    private static IUdpPort OpenPort(SfuOptions options, int index)
    {
        var port = options.UdpPort == 0 ? 0 : options.UdpPort + index;
        try
        {
            return options.PortableSockets || !UdpPort.IsSupported
                ? new SocketUdpPort(port, options.SocketBufferBytes)
                : new UdpPort(port, options.SocketBufferBytes, options.PacketsPerMessage);
        }
        catch (SocketException refusal)
        {
            throw new ArgumentException($"Sfu:{nameof(SfuOptions.UdpPort)}: UDP port {port} cannot be bound: {refusal.Message}", refusal);
        }
    }
}
