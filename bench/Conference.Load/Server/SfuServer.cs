using System.Diagnostics.Metrics;
using System.Text.Json;
using Conference.Sfu.Control;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Conference.Load.Server;

/// <summary>
/// The measured side: the production media plane with one Worker and one room, as the product registers it, driven by lines on standard input.
/// Ends when its input does.
/// </summary>
internal sealed class SfuServer : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly RoomId _room = new(Guid.NewGuid());
    private readonly Dictionary<string, double> _counters = [];
    private readonly Dictionary<ParticipantId, TaskCompletionSource<SubscribeOffer>> _awaited = [];
    private readonly Lock _gate = new();
    private readonly MeterListener _listener = new();
    private readonly ISfu _sfu;

    private SfuServer(ISfu sfu)
    {
        _sfu = sfu;
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name == "Conference.Sfu") listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Count(instrument, value, tags));
        _listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Count(instrument, value, tags));
        _listener.Start();
    }

    /// <summary>Runs until the input ends.</summary>
    public static async Task RunAsync(TextReader input, TextWriter output, CancellationToken cancellationToken)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Logging.AddConsole(options => options.LogToStandardErrorThreshold = LogLevel.Trace).SetMinimumLevel(LogLevel.Warning);
        builder.Services.AddSfu(options =>
        {
            options.Workers = 1;
            options.UdpPort = 0;
        });
        using var host = builder.Build();
        await host.StartAsync(cancellationToken);
        using var server = new SfuServer(host.Services.GetRequiredService<ISfu>());
        await server._sfu.OpenRoomAsync(server._room, cancellationToken);
        var events = server.TakeEventsAsync(cancellationToken);
        while (await input.ReadLineAsync(cancellationToken) is { } line)
        {
            SfuReply reply;
            try
            {
                reply = await server.HandleAsync(JsonSerializer.Deserialize<SfuRequest>(line)!, cancellationToken);
            }
            catch (SfuException refusal)
            {
                reply = new SfuReply(Error: refusal.Message);
            }

            await output.WriteLineAsync(JsonSerializer.Serialize(reply).AsMemory(), cancellationToken);
            await output.FlushAsync(cancellationToken);
        }

        await host.StopAsync(cancellationToken);
        await events;
    }

    public void Dispose() => _listener.Dispose();

    private async Task<SfuReply> HandleAsync(SfuRequest request, CancellationToken cancellationToken)
    {
        var participant = new ParticipantId(request.Participant);
        switch (request.Do)
        {
            case "publish":
                await _sfu.JoinAsync(_room, participant, new ParticipantOptions(PublishRights.All, []), cancellationToken);
                var offer = new PublishOffer(request.Sdp, [new PublishedSection("0", TrackSource.Camera)]);
                return new SfuReply((await _sfu.PublishAsync(_room, participant, offer, cancellationToken)).Sdp);
            case "subscribe":
                var awaited = new TaskCompletionSource<SubscribeOffer>(TaskCreationOptions.RunContinuationsAsynchronously);
                lock (_gate) _awaited[participant] = awaited;
                await _sfu.JoinAsync(_room, participant, new ParticipantOptions(PublishRights.None, []), cancellationToken);
                var offered = await awaited.Task.WaitAsync(Patience, cancellationToken);
                return new SfuReply(offered.Sdp, offered.OfferId);
            case "answer":
                await _sfu.AnswerAsync(_room, participant, request.OfferId, request.Sdp, cancellationToken);
                return new SfuReply();
            case "read":
                if (request.Collect) GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
                _counters.Clear();
                _listener.RecordObservableInstruments();
                return new SfuReply(ManagedBytes: GC.GetTotalMemory(false), Counters: new Dictionary<string, double>(_counters));
            default:
                return new SfuReply(Error: $"There is no order \"{request.Do}\".");
        }
    }

    private async Task TakeEventsAsync(CancellationToken cancellationToken)
    {
        await foreach (var happened in _sfu.Events.ReadAllAsync(cancellationToken))
        {
            if (happened is not SubscribeOffer offer) continue;
            lock (_gate)
            {
                if (_awaited.Remove(offer.Participant, out var awaited)) awaited.SetResult(offer);
            }
        }
    }

    private void Count(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags) =>
        _counters[tags.Length > 0 && tags[0].Key != "worker" ? $"{instrument.Name}.{tags[0].Value}" : instrument.Name] = value;
}
