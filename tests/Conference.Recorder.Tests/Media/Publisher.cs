using Conference.Sfu.Control;

namespace Conference.Recorder.Tests.Media;

/// <summary>
/// A publisher and the network behind it: takes coded frames with their capture time and gives the messages that a Tap would give, with a clock of its
/// own, sender reports, delay, jitter, loss. Times are microseconds; "true time" is the SFU's receive clock without any delay.
/// </summary>
internal sealed class Publisher(int seed = 1)
{
    private readonly Random _random = new(seed);
    private readonly List<(long At, Func<TapMessage> Message)> _messages = [];

    public ParticipantId Id { get; init; } = new(Guid.NewGuid());

    /// <summary>The publisher's NTP clock at true time zero, and how much faster than true time it runs.</summary>
    public long ClockOffset { get; init; }

    public double ClockSkew { get; init; }

    public long Delay { get; init; } = 30_000;

    /// <summary>Up to so much more per packet, so that packets overtake each other.</summary>
    public long Jitter { get; init; }

    /// <summary>The first so many microseconds of every second nothing is delivered, then all at once: a machine or a network that stalls.</summary>
    public long Stall { get; init; }

    /// <summary>What arrives in this time arrives all at once at its end.</summary>
    public (long From, long To) Outage { get; init; }

    /// <summary>Parts of the packets that never come.</summary>
    public double Loss { get; init; }

    public bool SendsReports { get; init; } = true;

    /// <summary>Told ahead of the first picture, as the SFU does; ITU-T H.273.</summary>
    public (byte Primaries, byte Transfer, byte Matrix, byte Range)? Color { get; init; }

    public IEnumerable<(long At, Func<TapMessage> Message)> Messages => _messages;

    /// <summary>Adds a track.</summary>
    /// <param name="frames">True capture time of each frame and its bytes.</param>
    /// <param name="reportEvery">Between sender reports, the first of which comes half as long after the first frame.</param>
    /// <param name="extraDelay">Between capture and sending: what the encoder takes.</param>
    /// <param name="until">The track ends then; after its last frame unless told.</param>
    /// <param name="told">What the track says its codec is, when that is a lie.</param>
    /// <param name="shift">Microseconds by which the RTP timestamp of a frame captured then is wrong.</param>
    /// <param name="renumberAt">From then on sequence numbers begin again somewhere else.</param>
    public TrackInfo Add(
        TrackSource source, string codec, IReadOnlyList<(long At, byte[] Data)> frames, long reportEvery = 1_000_000, long extraDelay = 0, TrackInfo? replaces = null,
        long? until = null, string? told = null, Func<long, long>? shift = null, long renumberAt = long.MaxValue)
    {
        var rate = codec == "opus" ? 48_000 : 90_000;
        var track = new TrackInfo(replaces?.Id ?? new TrackId(Guid.NewGuid()), Id, source, told ?? codec, rate);
        var sender = new RtpSender(codec, (uint)_random.Next(), (ushort)_random.Next(65_000, 65_536), (uint)_random.NextInt64(uint.MaxValue - 200_000L, uint.MaxValue));
        var origin = frames[0].At;
        Send(origin, () => new TapTrackStarted(track, origin));
        if (Color is { } color && codec != "opus")
            Send(origin, () => new TapColorSpace(track.Id, color.Primaries, color.Transfer, color.Matrix, color.Range, origin));
        foreach (var (at, data) in frames)
        {
            var ticks = Ticks(at + (shift?.Invoke(at) ?? 0), origin, rate);
            if (at >= renumberAt)
            {
                sender.Renumber();
                renumberAt = long.MaxValue;
            }

            foreach (var packet in sender.Packetize(data, ticks))
            {
                var arrival = Arrival(at + extraDelay);
                if (_random.NextDouble() < Loss) continue;
                Send(arrival, () =>
                {
                    var batch = new TapPackets();
                    batch.Add(track.Id, arrival, packet);
                    return batch;
                });
            }
        }

        var end = frames[^1].At;
        if (SendsReports)
        {
            for (var at = origin + (reportEvery / 2); at < end; at += reportEvery)
            {
                var ntp = ToNtp(PublisherTime(at));
                var timestamp = (uint)(sender.FirstTimestamp + Ticks(at, origin, rate));
                var arrival = Arrival(at);
                Send(arrival, () => new TapSenderReport(track.Id, ntp, timestamp, arrival));
            }
        }

        var ended = until ?? Math.Max(end + Delay + Jitter + extraDelay, Arrival(end + extraDelay)) + 1;
        Send(ended, () => new TapTrackEnded(track.Id, ended));
        return track;
    }

    /// <summary>A message of the SFU's own.</summary>
    public void Say(long at, Func<TapMessage> message) => Send(at, message);

    private void Send(long at, Func<TapMessage> message) => _messages.Add((at, message));

    private long Arrival(long sent)
    {
        var arrival = sent + Delay + (Jitter > 0 ? _random.NextInt64(Jitter) : 0);
        arrival = Math.Max(arrival, arrival - (arrival % 1_000_000) + Stall);
        return arrival >= Outage.From && arrival < Outage.To ? Outage.To : arrival;
    }

    private double PublisherTime(long at) => ClockOffset + (at * (1 + ClockSkew));

    private long Ticks(long at, long origin, int rate) => (long)Math.Round((at - origin) * (1 + ClockSkew) * rate / 1e6);

    private static ulong ToNtp(double microseconds)
    {
        var seconds = Math.Floor(microseconds / 1e6);
        return ((ulong)(3_900_000_000 + seconds) << 32) | (ulong)((microseconds / 1e6 - seconds) * 4294967296.0);
    }
}
