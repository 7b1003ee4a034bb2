using Conference.Load.Measuring;
using Conference.Load.Media;
using Conference.Load.Peers;
using Conference.Load.Servers;
using Conference.Rtc;
using Conference.Rtc.Dtls;

namespace Conference.Load.Scenarios;

/// <summary>300 people join in 10 s, into a quiet room beside the one that is measured: what that server does then is handshakes and little else.</summary>
internal sealed class JoinBurst : IBeside
{
    private const int Joins = 300;
    private const double BurstSeconds = 10;

    private readonly LoadRoom _room;
    private readonly CancellationToken _cancellationToken;
    private readonly List<Task<(Subscriber Subscriber, string Description)>> _joining = [];
    private readonly List<(Subscriber Subscriber, Timestamp Asked)> _joined = [];
    private readonly Dictionary<Task, Timestamp> _asked = [];
    private readonly List<Subscriber> _waiting = [];
    private readonly ReceiveBatch _batch = new();
    private readonly Generator _side;
    private Timestamp? _start;

    public JoinBurst(IServer server, DtlsCertificate certificate, CancellationToken cancellationToken)
    {
        _cancellationToken = cancellationToken;
        _side = new Generator(cancellationToken);
        _room = new LoadRoom(_side, server, RoomPlan.Quiet, certificate);
        _room.Open(FrameShape.Audio(), cancellationToken);
    }

    /// <summary>How long media is measured: the burst, and a second for those who came last.</summary>
    public TimeSpan Duration { get; } = TimeSpan.FromSeconds(BurstSeconds + 1);

    public Sample Complete(Sample sample)
    {
        int[] micros = [.. _joined.Where(join => join.Subscriber.ConnectedAt is not null)
            .Select(join => (int)((join.Subscriber.ConnectedAt!.Value - join.Asked).Ticks / TimeSpan.TicksPerMicrosecond)).Order()];
        return sample with { Joins = new JoinFigures(_asked.Count, micros.Length, BurstSeconds, Quantile.Of(micros, 0.5) / 1000.0, Quantile.Of(micros, 0.99) / 1000.0) };
    }

    public void Turn(Timestamp now)
    {
        _start ??= now;
        foreach (var publisher in _side.Publishers) publisher.Turn(now, _batch);
        var due = Math.Min(Joins, (int)((now - _start.Value).TotalSeconds / BurstSeconds * Joins) + 1);
        while (_asked.Count < due)
        {
            var join = Task.Run(() => _room.SubscribeAsync(isProbe: false, _cancellationToken), _cancellationToken);
            _joining.Add(join);
            _asked.Add(join, now);
        }

        for (var i = _joining.Count - 1; i >= 0; i--)
        {
            if (!_joining[i].IsCompleted) continue;
            var (subscriber, description) = _joining[i].GetAwaiter().GetResult();
            subscriber.Connect(description);
            _side.Add(subscriber);
            _waiting.Add(subscriber);
            _joined.Add((subscriber, _asked[_joining[i]]));
            _joining.RemoveAt(i);
        }

        // Those who are in are not looked at again: nothing is sent to them but checks, whose answers may wait.
        for (var i = _waiting.Count - 1; i >= 0; i--)
        {
            _waiting[i].Turn(now, _batch);
            if (_waiting[i].IsConnected) _waiting.RemoveAt(i);
        }
    }

    /// <summary>All who joined leave again.</summary>
    public void Dispose()
    {
        _room.Close(_cancellationToken);
        _side.Dispose();
        _batch.Dispose();
    }
}
