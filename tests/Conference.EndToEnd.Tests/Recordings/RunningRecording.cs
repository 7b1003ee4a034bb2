using System.Globalization;
using System.Text.Json.Nodes;
using Conference.EndToEnd.Tests.Lectures;
using Conference.EndToEnd.Tests.Servers;

namespace Conference.EndToEnd.Tests.Recordings;

/// <summary>A recording that the teacher's page has begun and is to end; its times are the server's, whose machine is this one.</summary>
public sealed class RunningRecording
{
    private readonly Attendee _teacher;
    private readonly Account _reader;
    private readonly string _room;

    private RunningRecording(Attendee teacher, Account reader, string room, DateTimeOffset startedAt)
    {
        _teacher = teacher;
        _reader = reader;
        _room = room;
        StartedAt = startedAt;
    }

    public DateTimeOffset StartedAt { get; }

    /// <summary>Since its start.</summary>
    public double Seconds => (DateTimeOffset.UtcNow - StartedAt).TotalSeconds;

    /// <param name="room">Without earlier recordings.</param>
    /// <param name="reader">Who may see it in the end.</param>
    public static async Task<RunningRecording> StartAsync(Attendee teacher, Account reader, string room, CancellationToken cancellationToken)
    {
        await teacher.Tab.ClickAsync("record-button", cancellationToken);
        await teacher.SeesRecordingAsync("recording", cancellationToken);
        var startedAt = (string)(await ListingAsync(reader, room, cancellationToken))["startedAt"]!;
        return new RunningRecording(teacher, reader, room, DateTimeOffset.Parse(startedAt, CultureInfo.InvariantCulture));
    }

    public Task WaitUntilAsync(double seconds, CancellationToken cancellationToken) => Until.TrueAsync(
        () => Task.FromResult(Seconds >= seconds), (int)Math.Max(0, seconds - Seconds) + 30, "the lecture has gone on for a while", cancellationToken);

    /// <summary>Stops it on the page; returns when it is ready.</summary>
    public async Task<FinishedRecording> StopAsync(CancellationToken cancellationToken)
    {
        await _teacher.Tab.ClickAsync("record-button", cancellationToken);
        await _teacher.Tab.ClickAsync("record-stop-confirm", cancellationToken);
        var length = Seconds;
        var ready = await Until.ValueAsync(
            () => ListingAsync(_reader, _room, cancellationToken), listing => (string)listing["state"]! is "ready" or "failed", 60, "the recording is ready", cancellationToken);
        var finishing = Seconds - length;
        Assert.Equal("ready", (string)ready["state"]!);
        var detail = await _reader.GetAsync($"/api/recordings/{(string)ready["id"]!}", cancellationToken);
        return new FinishedRecording(_reader, _teacher.Site, detail) { Truth = TimeSpan.FromSeconds(length), Finishing = TimeSpan.FromSeconds(finishing) };
    }

    private static async Task<JsonNode> ListingAsync(Account reader, string room, CancellationToken cancellationToken) =>
        (await reader.GetAsync($"/api/recordings?room={room}", cancellationToken)).AsArray().Single()!;
}
