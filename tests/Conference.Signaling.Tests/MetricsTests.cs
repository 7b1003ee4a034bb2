using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace Conference.Signaling.Tests;

public sealed class MetricsTests
{
    [Fact]
    public async Task People_rooms_messages_and_refusals_are_counted()
    {
        await using var server = await LectureServer.StartAsync();
        var counts = new ConcurrentDictionary<string, long>();
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, own) =>
            {
                // Other tests run their own servers in this process: each has a meter of its own factory.
                if (instrument.Meter.Name == "Conference.Signaling" && instrument.Meter.Scope == server.Get<IMeterFactory>()) own.EnableMeasurementEvents(instrument);
            },
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) =>
        {
            var name = instrument.Name["conference.signaling.".Length..] + (tags.Length > 0 ? $" {tags[0].Value}" : "");
            counts.AddOrUpdate(name, value, (_, sum) => sum + value);
        });
        listener.Start();

        await using (var teacher = await server.JoinTeacherAsync())
        {
            await using var student = await server.JoinAsync("Grace");
            await student.CallAsync<ChatView>("SendChat", "hello");
            await student.EventAsync<ChatView>("ChatMessage");
            Assert.Equal("not-allowed", await student.RefusalAsync("EndLecture"));
            Assert.Equal("chat-empty", await student.RefusalAsync("SendChat", ""));
            await using var again = await server.JoinAsync("Grace", resumeKey: student.Joined.ResumeKey);
            Assert.Equal((2, 1), (counts["participants"], counts["rooms.live"]));
            await teacher.CallAsync("EndLecture");
        }

        await Eventually.HoldsAsync(() => Task.FromResult(counts["connections"] == 0 && counts["participants"] == 0 && counts["rooms.live"] == 0));
        Assert.Equal(1, counts["chat.messages"]);
        Assert.Equal(1, counts["resumes"]);
        Assert.Equal(1, counts["calls.refused not-allowed"]);
        Assert.Equal(1, counts["calls.refused chat-empty"]);
    }
}
