using System.Text.Json;
using Conference.Load.Measuring;
using Conference.Sfu.Control;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Conference.Load.Servers.MediaPlane;

/// <summary>The other side of <see cref="MediaPlaneServer"/>: driven by lines on standard input, ends when that does.</summary>
internal sealed class MediaPlaneProgram(ISfu sfu)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly Dictionary<ParticipantId, TaskCompletionSource<SubscribeOffer>> _awaited = [];
    private readonly Lock _gate = new();

    /// <summary>Runs until the input ends.</summary>
    /// <param name="mediaAddress">What peers are told to send to.</param>
    public static async Task RunAsync(string mediaAddress, TextReader input, TextWriter output, CancellationToken cancellationToken)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Logging.AddConsole(options => options.LogToStandardErrorThreshold = LogLevel.Trace).SetMinimumLevel(LogLevel.Warning);
        builder.Services.AddSfu(options =>
        {
            options.Workers = 1;
            options.UdpPort = 0;
            options.PublicAddresses = [mediaAddress];
        });
        using var host = builder.Build();
        await host.StartAsync(cancellationToken);
        var program = new MediaPlaneProgram(host.Services.GetRequiredService<ISfu>());
        var events = program.TakeEventsAsync(cancellationToken);
        while (await input.ReadLineAsync(cancellationToken) is { } line)
        {
            var request = JsonSerializer.Deserialize<MediaPlaneRequest>(line, JsonSerializerOptions.Web)!;
            MediaPlaneReply reply;
            try
            {
                reply = await program.HandleAsync(request, cancellationToken);
            }
            catch (SfuException refusal)
            {
                reply = new MediaPlaneReply(request.Id, Error: refusal.Message);
            }

            await output.WriteLineAsync(JsonSerializer.Serialize(reply, JsonSerializerOptions.Web).AsMemory(), cancellationToken);
            await output.FlushAsync(cancellationToken);
        }

        await host.StopAsync(cancellationToken);
        await events;
    }

    private async Task<MediaPlaneReply> HandleAsync(MediaPlaneRequest request, CancellationToken cancellationToken)
    {
        var reply = new MediaPlaneReply(request.Id);
        var room = new RoomId(request.Room);
        var participant = new ParticipantId(request.Participant);
        switch (request.Do)
        {
            case "open":
                await sfu.OpenRoomAsync(room, cancellationToken);
                return reply;
            case "close":
                await sfu.CloseRoomAsync(room, cancellationToken);
                return reply;
            case "publish":
                await sfu.JoinAsync(room, participant, new ParticipantOptions(PublishRights.All, []), cancellationToken);
                var answer = await sfu.PublishAsync(room, participant, new PublishOffer(request.Sdp, request.Sections!), cancellationToken);
                return reply with { Sdp = answer.Sdp };
            case "subscribe":
                var awaited = new TaskCompletionSource<SubscribeOffer>(TaskCreationOptions.RunContinuationsAsynchronously);
                lock (_gate) _awaited[participant] = awaited;
                await sfu.JoinAsync(room, participant, new ParticipantOptions(PublishRights.None, []), cancellationToken);
                var offer = await awaited.Task.WaitAsync(Patience, cancellationToken);
                return reply with { Sdp = offer.Sdp, OfferId = offer.OfferId };
            case "answer":
                await sfu.AnswerAsync(room, participant, request.OfferId, request.Sdp, cancellationToken);
                return reply;
            case "read":
                return reply with { Memory = MemoryReading.OfThisProcess() };
            default:
                return reply with { Error = $"There is no order \"{request.Do}\"." };
        }
    }

    private async Task TakeEventsAsync(CancellationToken cancellationToken)
    {
        await foreach (var happened in sfu.Events.ReadAllAsync(cancellationToken))
        {
            if (happened is not SubscribeOffer offer) continue;
            lock (_gate)
            {
                if (_awaited.Remove(offer.Participant, out var awaited)) awaited.SetResult(offer);
            }
        }
    }
}
