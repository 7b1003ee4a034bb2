using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Conference.Web.Tests.Api;

public sealed class RecordingTimelineTests(ConferenceServer server) : IClassFixture<ConferenceServer>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_chat_of_a_recording_is_what_was_written_while_it_ran_at_its_times()
    {
        var (teacher, id, started) = await RecordedAsync();

        var messages = (await Answers.GetAsync(teacher, $"/api/recordings/{id}/chat")).EnumerateArray().ToList();
        Assert.Equal(
            [("Ada", "student", "at the start", 0L), ("Ada", "student", "in the middle", 30_500L), ("Ada", "student", "at the end", 61_000L)],
            messages.Select(message => (message.GetProperty("author").GetString()!, message.GetProperty("role").GetString()!,
                message.GetProperty("text").GetString()!, message.GetProperty("atMs").GetInt64())));

        var sequence = messages[1].GetProperty("sequence").GetInt32();
        var later = Assert.Single((await Answers.GetAsync(teacher, $"/api/recordings/{id}/chat?after={sequence}")).EnumerateArray());
        Assert.Equal("at the end", later.GetProperty("text").GetString());
        Assert.True(started < DateTimeOffset.UtcNow);
    }

    [Fact]
    public async Task Chapters_are_the_marks_within_the_recording_and_the_starts_of_screens()
    {
        var (teacher, id, _) = await RecordedAsync();

        var chapters = (await Answers.GetAsync(teacher, $"/api/recordings/{id}/chapters")).EnumerateArray()
            .Select(chapter => (chapter.GetProperty("kind").GetString(), chapter.GetProperty("title").GetString(), chapter.GetProperty("atMs").GetInt64())).ToList();

        Assert.Equal(
            [("mark", null, 1000), ("screen", "Ada", 2000), ("mark", "Proof", 20_000), ("screen", "Ada", 40_000), ("screen", "Bob", 41_000)], chapters);
    }

    [Fact]
    public async Task A_pause_takes_no_time_and_what_was_written_or_marked_in_it_is_not_shown()
    {
        var (teacher, id, start) = await RecordedAsync();
        await using (var context = await server.Services.GetRequiredService<IDbContextFactory<ConferenceDbContext>>().CreateDbContextAsync(Cancellation))
        {
            // Paused from second 10 to second 30, where the second Part begins.
            var first = await context.Parts.SingleAsync(p => p.RecordingId == id && p.Number == 1, Cancellation);
            (first.EndedAt, first.EndsInPause) = (start.AddSeconds(10), true);
            (await context.Recordings.SingleAsync(r => r.Id == id, Cancellation)).DurationMilliseconds = 41_000;
            await context.SaveChangesAsync(Cancellation);
        }

        Assert.Equal(
            [("at the start", 0L), ("in the middle", 10_500L), ("at the end", 41_000L)],
            (await Answers.GetAsync(teacher, $"/api/recordings/{id}/chat")).EnumerateArray()
                .Select(message => (message.GetProperty("text").GetString()!, message.GetProperty("atMs").GetInt64())));
        var chapters = (await Answers.GetAsync(teacher, $"/api/recordings/{id}/chapters")).EnumerateArray().ToList();
        var pause = Assert.Single(chapters, chapter => chapter.GetProperty("kind").GetString() == "pause");
        Assert.Equal((10_000, 20_000), (pause.GetProperty("atMs").GetInt32(), pause.GetProperty("lengthMs").GetInt32()));
        // "Proof" was marked at second 20, in the pause.
        Assert.DoesNotContain(chapters, chapter => chapter.GetProperty("title").GetString() == "Proof");
    }

    [Fact]
    public async Task Silences_are_those_of_the_mix_and_the_time_between_two_parts()
    {
        var (teacher, id, _) = await RecordedAsync();

        var silences = (await Answers.GetAsync(teacher, $"/api/recordings/{id}/silences")).EnumerateArray()
            .Select(silence => (silence.GetProperty("startMs").GetInt64(), silence.GetProperty("endMs").GetInt64())).ToList();

        // The second Part began at 30 s, ten seconds after the first one's end, in which somebody had just fallen silent.
        Assert.Equal([(4000, 7500), (18_000, 31_200)], silences);
    }

    [Theory, InlineData("chat"), InlineData("chapters"), InlineData("silences")]
    public async Task Who_may_not_see_the_recording_sees_nothing_of_its_time_line(string resource)
    {
        var (teacher, id, _) = await RecordedAsync();
        var (other, _, _) = await server.SignUpAsync(PersonRole.Teacher);
        var (staff, _, _) = await server.SignUpAsync(PersonRole.Staff);
        using var guest = server.OpenBrowser();
        var path = $"/api/recordings/{id}/{resource}";

        await Answers.RefusedAsync(other.GetAsync(path, Cancellation), HttpStatusCode.Forbidden, "not-allowed");
        await Answers.RefusedAsync(guest.GetAsync(path, Cancellation), HttpStatusCode.Unauthorized, "sign-in-first");
        await Answers.RefusedAsync(staff.GetAsync($"/api/recordings/{Guid.NewGuid()}/{resource}", Cancellation), HttpStatusCode.NotFound, "recording-gone");
        Assert.NotEmpty((await Answers.GetAsync(staff, path)).EnumerateArray());
        Assert.NotEmpty((await Answers.GetAsync(teacher, path)).EnumerateArray());
    }

    /// <summary>A recording of 61 s, with chat and marks before, in and after it, and screens of two people.</summary>
    private async Task<(HttpClient Teacher, Guid Recording, DateTimeOffset Started)> RecordedAsync()
    {
        var (teacher, _, _) = await server.SignUpAsync(PersonRole.Teacher);
        var (id, _) = await server.AddRecordingAsync(await ConferenceServer.CreateRoomAsync(teacher));
        await using var context = await server.Services.GetRequiredService<IDbContextFactory<ConferenceDbContext>>().CreateDbContextAsync(Cancellation);
        var recording = await context.Recordings.Include(r => r.Parts).SingleAsync(r => r.Id == id, Cancellation);
        var start = recording.StartedAt!.Value;
        var author = new LectureParticipant
        {
            Id = Guid.CreateVersion7(), LectureId = recording.LectureId, Name = "Ada", Role = ParticipantRole.Student, JoinedAt = start,
        };
        context.LectureParticipants.Add(author);
        (string Text, double Seconds)[] written = [("before", -1), ("at the start", 0), ("in the middle", 30.5), ("at the end", 61), ("after", 62)];
        foreach (var ((text, seconds), n) in written.Select((line, n) => (line, n)))
        {
            context.ChatMessages.Add(new ChatMessage
            {
                Id = Guid.CreateVersion7(), LectureId = recording.LectureId, Sequence = n + 1, ParticipantId = author.Id, AuthorName = author.Name,
                AuthorRole = author.Role, Text = text, SentAt = start.AddSeconds(seconds),
            });
        }

        (string? Title, double Seconds)[] marks = [("Too early", -5), ("Proof", 20), (null, 1), ("Too late", 61.5)];
        foreach (var (title, seconds) in marks)
        {
            context.ChapterMarks.Add(new ChapterMark
            {
                Id = Guid.CreateVersion7(), LectureId = recording.LectureId, ParticipantId = author.Id, Title = title, At = start.AddSeconds(seconds),
            });
        }

        // Ada's screen was interrupted once and stopped once; Bob's began a second after her second one.
        (string Name, long Start, long Length)[] screens = [("Ada", 2000, 5000), ("Ada", 9000, 10_000), ("Ada", 40_000, 5000), ("Bob", 41_000, 5000)];
        var ids = new Dictionary<string, Guid> { ["Ada"] = author.Id, ["Bob"] = Guid.CreateVersion7() };
        foreach (var (name, begin, length) in screens)
        {
            context.Renditions.Add(new Rendition
            {
                Id = Guid.CreateVersion7(), PartId = recording.Parts[0].Id, Kind = RenditionKind.Screen, Format = RenditionFormat.Hls, Codecs = "vp09.00.10.08",
                ParticipantId = ids[name], ParticipantName = name, StartMilliseconds = begin, DurationMilliseconds = length, ObjectPrefix = "recordings/x",
            });
        }

        // The mix of the first Part, and that of a second one.
        var mix = await context.Renditions.SingleAsync(r => r.PartId == recording.Parts[0].Id && r.Kind == RenditionKind.Mix, Cancellation);
        mix.DurationMilliseconds = 20_000;
        mix.Silences = [new RenditionGap(4000, 7500), new RenditionGap(18_000, 20_000)];
        var second = new Part { Id = Guid.CreateVersion7(), RecordingId = id, Number = 2, StartedAt = start.AddSeconds(30), RecorderId = "test" };
        context.Parts.Add(second);
        context.Renditions.Add(new Rendition
        {
            Id = Guid.CreateVersion7(), PartId = second.Id, Kind = RenditionKind.Mix, Format = RenditionFormat.Hls, Codecs = "opus", StartMilliseconds = 30_000,
            DurationMilliseconds = 31_000, ObjectPrefix = "recordings/y", Silences = [new RenditionGap(30_000, 31_200)],
        });
        await context.SaveChangesAsync(Cancellation);
        return (teacher, id, start);
    }
}
