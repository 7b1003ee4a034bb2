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

    private RunningRecording(Attendee teacher, Account reader, JsonNode listing)
    {
        _teacher = teacher;
        _reader = reader;
        Id = (string)listing["id"]!;
        StartedAt = DateTimeOffset.Parse((string)listing["startedAt"]!, CultureInfo.InvariantCulture);
    }

    public string Id { get; }

    public DateTimeOffset StartedAt { get; }

    /// <summary>Since its start.</summary>
    public double Seconds => (DateTimeOffset.UtcNow - StartedAt).TotalSeconds;

    /// <param name="room">Without earlier recordings.</param>
    /// <param name="reader">Who may see it in the end.</param>
    public static async Task<RunningRecording> StartAsync(Attendee teacher, Account reader, string room, CancellationToken cancellationToken)
    {
        await teacher.Tab.ClickAsync("record-button", cancellationToken);
        await teacher.SeesRecordingAsync("recording", cancellationToken);
        return new RunningRecording(teacher, reader, (await reader.GetAsync($"/api/recordings?room={room}", cancellationToken)).AsArray().Single()!);
    }

    public Task WaitUntilAsync(double seconds, CancellationToken cancellationToken) => Until.TrueAsync(
        () => Task.FromResult(Seconds >= seconds), (int)Math.Max(0, seconds - Seconds) + 30, "the lecture has gone on for a while", cancellationToken);

    /// <summary>Stops it on the page; returns when it is ready.</summary>
    public async Task<FinishedRecording> StopAsync(CancellationToken cancellationToken)
    {
        await _teacher.Tab.ClickAsync("record-button", cancellationToken);
        await _teacher.Tab.ClickAsync("record-stop-confirm", cancellationToken);
        var length = Seconds;
        var detail = await Until.ValueAsync(
            () => _reader.GetAsync($"/api/recordings/{Id}", cancellationToken), found => (string)found["state"]! is "ready" or "failed", 60, "the recording is ready", cancellationToken);
        var finishing = Seconds - length;
        Assert.Equal("ready", (string)detail["state"]!);
        return new FinishedRecording(_reader, _teacher.Site, detail) { Truth = TimeSpan.FromSeconds(length), Finishing = TimeSpan.FromSeconds(finishing) };
    }
}
