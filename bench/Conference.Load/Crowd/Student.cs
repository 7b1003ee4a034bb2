using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Conference.Load.Peers;
using Conference.Rtc.Dtls;
using Conference.Testing.Lectures;

namespace Conference.Load.Crowd;

/// <summary>One of the crowd, as its page would do it: a ticket by HTTP, the hub's connection, Join, the answer to each offer, and a line in the chat now and then.</summary>
internal sealed class Student : IAsyncDisposable
{
    private static readonly string[] Lines =
    [
        "Can you hear me?", "Could you go back one slide, please?", "Thank you!", "What does the index at the second sum run over? I lost it.", "+1",
        "The link from last week does not work for me, does anybody have another?", "Is this relevant for the exam?", "I think it should be a minus there.",
    ];

    private static readonly string[] Codecs = ["VP9", "H264", "AV1", "VP8"];

    private readonly LectureConnection _hub;

    private Student(LectureConnection hub) => _hub = hub;

    /// <summary>Chat messages that came to it so far, its own too.</summary>
    public int ChatReceived => _hub.Events.Count(happened => happened.Name == "ChatMessage");

    public static async Task<Student> EnterAsync(HttpClient http, string room, string name, DtlsCertificate certificate, CrowdMedia media, CancellationToken cancellationToken)
    {
        using var response = await http.PostAsJsonAsync($"/api/rooms/{room}/join", new { name }, cancellationToken);
        response.EnsureSuccessStatusCode();
        var ticket = (await response.Content.ReadFromJsonAsync<JsonObject>(cancellationToken))!;
        var hub = await LectureConnection.OpenAsync(new Uri(http.BaseAddress!, (string)ticket["hub"]!), cancellationToken);
        await hub.InvokeAsync<JsonObject>("Join", cancellationToken, new { token = (string)ticket["token"]!, receives = Codecs });
        var offer = await hub.EventAsync<JsonObject>("Offer", cancellationToken);
        var description = (string)offer["sdp"]!;
        var subscriber = new Subscriber(certificate, isProbe: false, knowsPayload: false);
        var answer = subscriber.Answer(description);
        media.Add(subscriber, description);
        await hub.InvokeAsync("Answer", cancellationToken, new { offerId = (int)offer["offerId"]!, sdp = answer });
        return new Student(hub);
    }

    /// <summary>Writes a line about as often as that, until it is cancelled.</summary>
    public async Task ChatAsync(double seconds, CallTimes times, CancellationToken cancellationToken)
    {
        var delay = seconds * Random.Shared.NextDouble();
        while (true)
        {
            await Task.Delay(TimeSpan.FromSeconds(delay), cancellationToken);
            await times.TimeAsync(() => _hub.InvokeAsync<JsonObject>("SendChat", cancellationToken, Lines[Random.Shared.Next(Lines.Length)]));
            delay = seconds * (0.5 + Random.Shared.NextDouble());
        }
    }

    public async ValueTask DisposeAsync() => await _hub.DisposeAsync();
}
