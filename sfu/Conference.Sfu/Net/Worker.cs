using System.Collections.Concurrent;
using Conference.Rtc;
using Conference.Rtc.Ice;
using Conference.Sfu.Rooms;
using Microsoft.Extensions.Logging;

namespace Conference.Sfu.Net;

/// <summary>
/// One thread's worth of the media plane: a port, its transports, its rooms. <see cref="Turn"/> is the whole loop without the waiting, so tests
/// and benchmarks drive it themselves; <see cref="WorkerThread"/> drives it in production. Everything but <see cref="Post"/> belongs to that one thread.
/// </summary>
internal sealed partial class Worker : IDisposable
{
    /// <summary>Batches per turn at most, so that an overloaded port cannot starve deadlines and commands: 1024 datagrams.</summary>
    private const int MaxBatchesPerTurn = 16;

    /// <summary>Packet buffers: slots of 2 KiB, taken from the system as needed, 512 MiB at most. 512 video tracks with full caches need them all.</summary>
    public const int DefaultPacketBuffers = 512 * UpTrack.CacheCapacity;

    private readonly ConcurrentQueue<Action<Timestamp>> _commands = new();
    private readonly DatagramBatch _batch = new();
    private readonly List<Room> _active = [];
    private readonly List<TransportBinding> _closed = [];
    private readonly HandshakeQueue _handshakes;
    private readonly TimeSlice _commandTime, _handshakeTime;
    private readonly ILogger _logger;
    private int _asleep;
    private bool _saidSegmentationIsOff;

    public Worker(int index, IUdpPort port, WorkerClock clock, ILogger logger, int packetBuffers = DefaultPacketBuffers)
    {
        Pool = new PacketPool(packetBuffers);
        Index = index;
        Port = port;
        Clock = clock;
        Outbox = new Outbox(port);
        _handshakes = new HandshakeQueue(Pool);
        Load = new WorkerLoad(this);
        (_commandTime, _handshakeTime, OfferTime) = (new TimeSlice(clock), new TimeSlice(clock), new TimeSlice(clock));
        _logger = logger;
    }

    public int Index { get; }

    /// <summary>See <see cref="Control.SfuOptions.GatherMicroseconds"/>; 0 where time is virtual.</summary>
    public int GatherMicroseconds { get; init; }

    public IUdpPort Port { get; }

    public WorkerClock Clock { get; }

    public Outbox Outbox { get; }

    public PacketPool Pool { get; }

    public TransportTable Transports { get; } = new();

    public DeadlineQueue Deadlines { get; } = new();

    public WorkerCounters Counters { get; } = new();

    /// <summary>What it has to do; sampled while a <see cref="WorkerThread"/> drives the Worker.</summary>
    public WorkerLoad Load { get; }

    /// <summary>What rooms on other Workers send to their audiences here.</summary>
    public List<AudienceFeed> Feeds { get; } = [];

    /// <summary>What all rooms together may spend on offers in this turn.</summary>
    public TimeSlice OfferTime { get; }

    /// <summary>True while commands wait that the last turn had no time for.</summary>
    public bool HasCommands => !_commands.IsEmpty;

    /// <summary>Runs the command on the Worker's thread; from any thread. A command reports its own failure: what escapes it is a fault.</summary>
    public void Post(Action<Timestamp> command)
    {
        _commands.Enqueue(command);
        Port.Wake();
    }

    /// <summary>
    /// Called before the thread waits: false when there is something to do. From then on until <see cref="Awake"/> other Workers wake it for what they send.
    /// </summary>
    public bool TrySleep()
    {
        Volatile.Write(ref _asleep, 1);
        Interlocked.MemoryBarrier(); // either we see what was published, or who publishes sees us asleep
        foreach (var feed in Feeds)
            if (feed.HasItems) return false;
        return !HasCommands;
    }

    public void Awake() => Volatile.Write(ref _asleep, 0);

    /// <summary>From another Worker's thread, after it has published something: a thread that is at work sees it by itself.</summary>
    public void WakeIfAsleep()
    {
        Interlocked.MemoryBarrier();
        if (Volatile.Read(ref _asleep) != 0) Port.Wake();
    }

    /// <summary>
    /// Drains the port and forwards; then, for a short time each, runs commands, handshakes and what is due. Returns when it must be called again at the latest.
    /// </summary>
    public Timestamp Turn(Timestamp now)
    {
        for (var i = 0; i < MaxBatchesPerTurn && Port.Receive(_batch) > 0; i++) now = OnBatch(now);
        DrainFeeds(now);
        Outbox.Flush(); // media does not wait for what follows
        RunCommands(now);
        ShakeHands(now);
        OfferTime.Renew();
        while (Deadlines.TryTakeDue(now, out var due)) OnDue(due, now);
        Outbox.Flush();
        foreach (var binding in _closed) binding.Transport.Dispose();
        _closed.Clear();
        if (Port.Counters.SegmentationIsOff && !_saidSegmentationIsOff)
        {
            _saidSegmentationIsOff = true;
            LogSegmentationOff(Port.Port);
        }

        return HasCommands || _handshakes.Count > 0 ? now : Deadlines.Next;
    }

    /// <summary>Takes a Transport in; its datagrams and deadlines are the Worker's business from now on.</summary>
    public TransportBinding Add(Transport transport, Timestamp now)
    {
        var binding = new TransportBinding(transport, Outbox);
        Transports.Add(binding);
        Counters.Transports = Transports.Count;
        Deadlines.Schedule(binding, transport.HandleTimeout(now, Outbox));
        return binding;
    }

    /// <summary>Asks a Transport for its deadline anew, after an order that may have changed it.</summary>
    public void Reschedule(TransportBinding binding, Timestamp now)
    {
        if (!binding.Transport.IsClosed) Deadlines.Schedule(binding, binding.Transport.HandleTimeout(now, Outbox));
    }

    /// <summary>Gives a Transport fresh credentials of both sides; datagrams find it by the new ones, and by the addresses that it has.</summary>
    public void RestartIce(TransportBinding binding, string remoteUfrag, string remotePassword)
    {
        Transports.Forget(binding.Transport.LocalUfrag);
        binding.Transport.TryRestartIce(IceCredentials.Generate(), remoteUfrag, remotePassword);
        Transports.Add(binding);
    }

    /// <summary>Closes a Transport if it is open and forgets it; freed at the end of the turn, because it may be on the stack now.</summary>
    public void Remove(TransportBinding binding, Timestamp now, TransportCloseReason reason)
    {
        binding.Transport.Close(now, reason, Outbox);
        Transports.Remove(binding);
        Counters.Transports = Transports.Count;
        Deadlines.Cancel(binding);
        if (!_closed.Contains(binding)) _closed.Add(binding);
    }

    /// <summary>Notes that the room has packets to forward at the end of this batch.</summary>
    public void Activate(Room room) => _active.Add(room);

    /// <summary>Returns the time that it is afterwards: later only when the rest of a frame was waited for.</summary>
    private Timestamp OnBatch(Timestamp now)
    {
        TakeIn(now);
        if (GatherMicroseconds > 0)
        {
            if (AwaitsMore()) now = Gather(now);
            foreach (var room in _active) room.OnGathered();
        }

        foreach (var room in _active)
        {
            try
            {
                room.Forward(now);
            }
            catch (Exception fault)
            {
                Counters.Faults++;
                LogRoomFault(fault, room.Id.Value);
                Contain(room, now, static (room, now) => room.Close(now, TransportCloseReason.Fault));
            }
        }

        _active.Clear();
        return now;
    }

    private void TakeIn(Timestamp now)
    {
        for (var i = 0; i < _batch.Count; i++) OnDatagram(now, _batch.From(i), _batch[i]);
    }

    /// <summary>
    /// A sender's burst wakes us with its first datagram, which would leave alone, at the full price of a message per subscriber: so the rest of the frame
    /// is waited for, a moment.
    /// </summary>
    private Timestamp Gather(Timestamp now)
    {
        var waited = 0L;
        for (var i = 0; i < MaxBatchesPerTurn && waited < GatherMicroseconds && AwaitsMore(); i++)
        {
            var start = Clock.Now;
            Port.Wait(GatherMicroseconds - waited);
            waited += Clock.Now.Microseconds - start.Microseconds;
            if (Port.Receive(_batch) > 0) TakeIn(now.AddMicroseconds(waited));
        }

        Counters.GatheringMicroseconds += waited;
        return now.AddMicroseconds(waited);
    }

    private bool AwaitsMore()
    {
        foreach (var room in _active)
            if (room.AwaitsMore) return true;
        return false;
    }

    private void OnDatagram(Timestamp now, in RemoteEndPoint from, Span<byte> datagram)
    {
        var binding = Transports.Find(from, datagram);
        if (binding is null)
        {
            Counters.Drop(DropReason.UnknownAddress);
            return;
        }

        if (datagram.Length > 0 && datagram[0] is >= 20 and <= 63) // RFC 7983 §7: DTLS
        {
            if (!_handshakes.TryAdd(binding, from, datagram)) Counters.Drop(DropReason.HandshakeQueueFull);
            return;
        }

        Receive(now, binding, from, datagram);
    }

    private void Receive(Timestamp now, TransportBinding binding, in RemoteEndPoint from, Span<byte> datagram)
    {
        try
        {
            var transport = binding.Transport;
            var connected = transport.IsConnected;
            var dropped = transport.Counters.TotalDropped;
            var isStun = datagram.Length > 0 && datagram[0] <= 3; // RFC 7983 §7: only a check can make an address known, so media need not be looked up again
            transport.Receive(now, from, datagram, Outbox);
            if (transport.Counters.TotalDropped != dropped) Counters.Drop(DropReason.Refused);
            else if (isStun && !transport.IsClosed && !binding.Addresses.Contains(from)) Transports.Learn(binding, from);
            // Before it is connected every datagram may bring a nearer deadline (DTLS retransmission); after that deadlines only move away.
            if (!connected) Reschedule(binding, now);
        }
        catch (Exception fault)
        {
            OnFault(fault, binding, now);
        }
    }

    private void OnDue(Timed due, Timestamp now)
    {
        try
        {
            var next = due.HandleTimeout(now);
            // An item that asks for a time that has passed would hold the loop: a millisecond is what the socket waits have for resolution.
            Deadlines.Schedule(due, next <= now ? now.AddMilliseconds(1) : next);
        }
        catch (Exception fault)
        {
            if ((due as TransportBinding ?? (due as Pacer)?.Path) is { } binding)
            {
                OnFault(fault, binding, now);
                return;
            }

            Counters.Faults++;
            LogRoomFault(fault, due switch { Room room => room.Id.Value, Audience audience => audience.Room.Value, _ => Guid.Empty });
            Contain(due, now, static (due, now) => due.OnFault(now));
        }
    }

    private void DrainFeeds(Timestamp now)
    {
        for (var i = Feeds.Count - 1; i >= 0; i--)
        {
            var feed = Feeds[i];
            try
            {
                feed.Drain(now);
            }
            catch (Exception fault)
            {
                Counters.Faults++;
                LogRoomFault(fault, feed.Audience.Room.Value);
                Contain(feed.Audience, now, static (audience, now) => audience.OnFault(now));
            }

            if (feed.IsOver) Feeds.RemoveAt(i);
        }
    }

    private void OnFault(Exception fault, TransportBinding binding, Timestamp now)
    {
        Counters.Faults++;
        LogTransportFault(fault, binding.Transport.LocalUfrag.ToString());
        Contain(binding, now, (broken, at) => Remove(broken, at, TransportCloseReason.Fault));
    }

    /// <summary>What clears up after a fault may meet what the fault left: a second one must not end the thread, and every lecture on it.</summary>
    private void Contain<T>(T broken, Timestamp now, Action<T, Timestamp> clearUp)
    {
        try
        {
            clearUp(broken, now);
        }
        catch (Exception fault)
        {
            Counters.Faults++;
            LogCommandFault(fault);
        }
    }

    private void RunCommands(Timestamp now)
    {
        _commandTime.Renew();
        while (_commandTime.HasTime && _commands.TryDequeue(out var command)) Run(command, now);
    }

    /// <summary>Takes some of the handshakes that wait a step further.</summary>
    private void ShakeHands(Timestamp now)
    {
        if (_handshakes.Count == 0) return;
        _handshakeTime.Renew();
        while (_handshakeTime.HasTime && _handshakes.TryTake(out var waiting))
        {
            Receive(now, waiting.Binding, waiting.From, waiting.Datagram.Span);
            waiting.Datagram.Release();
        }
    }

    private void Run(Action<Timestamp> command, Timestamp now)
    {
        try
        {
            command(now);
        }
        catch (Exception fault)
        {
            Counters.Faults++;
            LogCommandFault(fault);
        }
    }

    public void Dispose()
    {
        foreach (var binding in Transports.All) binding.Transport.Dispose();
        foreach (var binding in _closed) binding.Transport.Dispose();
        Outbox.Dispose();
        Pool.Dispose();
        _batch.Dispose();
        Port.Dispose();
    }
}
