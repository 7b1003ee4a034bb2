using System.Diagnostics.Metrics;
using Conference.Sfu.Control;
using Conference.Sfu.Rooms;
using Microsoft.Extensions.Logging.Abstractions;

namespace Conference.Sfu.Tests;

public sealed class SfuMetricsTests
{
    [Fact]
    public async Task Every_instrument_reports_under_its_pinned_name()
    {
        var cancel = TestContext.Current.CancellationToken;
        var seen = new Dictionary<string, double>();
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, self) =>
            {
                if (instrument.Meter.Name == SfuMetrics.MeterName) self.EnableMeasurementEvents(instrument);
            },
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Note(instrument.Name, value, tags));
        listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Note(instrument.Name, value, tags));
        listener.Start();
        await using var sfu = new Sfu(new SfuOptions { UdpPort = 0, Workers = 1 }, TimeProvider.System, NullLoggerFactory.Instance);
        var room = new RoomId(Guid.NewGuid());
        await sfu.OpenRoomAsync(room, cancel);
        await sfu.JoinAsync(room, new ParticipantId(Guid.NewGuid()), new ParticipantOptions(PublishRights.All, []), cancel);

        listener.RecordObservableInstruments();

        Assert.True(seen["sfu.rooms"] >= 1); // other tests of this process may have rooms too
        Assert.True(seen["sfu.participants"] >= 1);
        string[] names =
        [
            "sfu.rooms", "sfu.participants", "sfu.transports", "sfu.packets in", "sfu.packets out", "sfu.bytes in", "sfu.bytes out", "sfu.rtp.packets in",
            "sfu.rtp.packets out", "sfu.nacks in", "sfu.nacks out", "sfu.key_frame_requests in", "sfu.key_frame_requests out", "sfu.retransmissions",
            "sfu.faults", "sfu.events.lost", "sfu.loop.turns 0", "sfu.loop.busy 0", "sfu.loop.longest 0",
            .. Enum.GetNames<DropReason>().Select(reason => "sfu.drops " + reason),
        ];
        foreach (var name in names) Assert.Contains(name, seen);

        void Note(string name, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
        {
            var key = tags.Length == 0 ? name : $"{name} {tags[0].Value}";
            lock (seen) seen[key] = seen.GetValueOrDefault(key) + value;
        }
    }
}
