using System.IO.Compression;
using System.Text.Json;
using Conference.Recorder.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Conference.Web.Tests.Api;

public sealed class RecordingArchiveTests(ConferenceServer server) : IClassFixture<ConferenceServer>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_archive_holds_every_track_and_what_belongs_to_it_and_its_size_is_told_before()
    {
        var (teacher, id) = await RecordedAsync();

        using var head = new HttpRequestMessage(HttpMethod.Head, $"/api/recordings/{id}/archive");
        using var told = await teacher.SendAsync(head, Cancellation);
        using var answer = await teacher.GetAsync($"/api/recordings/{id}/archive", Cancellation);

        Assert.Equal(("application/zip", HttpStatusCode.OK), (answer.Content.Headers.ContentType!.MediaType, told.StatusCode));
        var disposition = answer.Content.Headers.ContentDisposition!;
        Assert.Equal("attachment", disposition.DispositionType);
        Assert.Matches(@"^Алгебра 1 2 \d{4}-\d\d-\d\d \d\d-\d\d\.zip$", disposition.FileNameStar);
        var bytes = await answer.Content.ReadAsByteArrayAsync(Cancellation);
        Assert.Equal(bytes.Length, told.Content.Headers.ContentLength);
        using var zip = new ZipArchive(new MemoryStream(bytes));
        var folder = disposition.FileNameStar![..^4];
        Assert.Equal(
            [$"{folder}/recording.json", $"{folder}/chat.json", $"{folder}/chat.txt", $"{folder}/01 sound of all.m4a", $"{folder}/02 camera Ada.mp4"],
            zip.Entries.Select(entry => entry.FullName));
        Assert.Equal(1000, zip.GetEntry($"{folder}/02 camera Ada.mp4")!.Length);
        Assert.Equal("[0:00:01] Ada: first\n    second\n", await TextAsync(zip, $"{folder}/chat.txt"));

        var recording = JsonDocument.Parse(await TextAsync(zip, $"{folder}/recording.json")).RootElement;
        Assert.Equal(("Алгебра 1/2", 61_000), (recording.GetProperty("title").GetString(), recording.GetProperty("durationMs").GetInt32()));
        Assert.Equal("Ada", Assert.Single(recording.GetProperty("participants").EnumerateArray()).GetProperty("name").GetString());
        Assert.Equal("Proof", Assert.Single(recording.GetProperty("chapters").EnumerateArray()).GetProperty("title").GetString());
        var camera = Assert.Single(recording.GetProperty("tracks").EnumerateArray(), track => track.GetProperty("kind").GetString() == "camera");
        Assert.Equal("02 camera Ada.mp4", Assert.Single(camera.GetProperty("files").EnumerateArray()).GetString());
        Assert.Empty(camera.GetProperty("missing").EnumerateArray());
    }

    [Fact]
    public async Task Who_may_not_download_gets_a_named_refusal_and_a_growing_recording_has_no_archive()
    {
        var (teacher, id) = await RecordedAsync();
        var (other, _, _) = await server.SignUpAsync(PersonRole.Teacher);
        var (staff, _, _) = await server.SignUpAsync(PersonRole.Staff);
        using var guest = server.OpenBrowser();
        var path = $"/api/recordings/{id}/archive";
        await Answers.RefusedAsync(other.GetAsync(path, Cancellation), HttpStatusCode.Forbidden, "not-allowed");
        await Answers.RefusedAsync(guest.GetAsync(path, Cancellation), HttpStatusCode.Unauthorized, "sign-in-first");
        await Answers.RefusedAsync(staff.GetAsync($"/api/recordings/{Guid.NewGuid()}/archive", Cancellation), HttpStatusCode.NotFound, "recording-gone");
        Assert.True((await Answers.GetAsync(staff, $"/api/recordings/{id}")).GetProperty("mayDownload").GetBoolean());

        await using var context = await ContextAsync();
        await context.Recordings.Where(r => r.Id == id).ExecuteUpdateAsync(
            set => set.SetProperty(r => r.State, RecordingState.Finishing).SetProperty(r => r.LeaseOwner, "test").SetProperty(r => r.LeaseUntil, DateTimeOffset.UtcNow.AddHours(1)),
            Cancellation);
        await Answers.RefusedAsync(teacher.GetAsync(path, Cancellation), HttpStatusCode.Conflict, "recording-not-ready");
    }

    [Fact]
    public async Task An_archive_whose_media_vanishes_while_it_is_sent_breaks_off_and_is_never_taken_for_a_whole_one()
    {
        var (teacher, id) = await RecordedAsync();
        var store = server.Services.GetRequiredService<IObjectStore>();
        await using (var context = await ContextAsync())
        {
            var mix = await context.Renditions.SingleAsync(r => r.Kind == RenditionKind.Mix && context.Parts.Any(p => p.Id == r.PartId && p.RecordingId == id), Cancellation);
            // Larger than what lies in buffers between server and client.
            using var content = new MemoryStream(new byte[64 << 20]);
            await store.PutAsync($"{mix.ObjectPrefix}/000001.m4s", content, "video/mp4", Cancellation);
            var camera = await context.Renditions.SingleAsync(r => r.Kind == RenditionKind.Camera && context.Parts.Any(p => p.Id == r.PartId && p.RecordingId == id), Cancellation);
            using var answer = await teacher.GetAsync($"/api/recordings/{id}/archive", HttpCompletionOption.ResponseHeadersRead, Cancellation);
            await store.DeleteAsync($"{camera.ObjectPrefix}/000001.m4s", Cancellation);

            await using var body = await answer.Content.ReadAsStreamAsync(Cancellation);
            await Assert.ThrowsAnyAsync<Exception>(async () => await body.CopyToAsync(Stream.Null, Cancellation));
        }
    }

    private async Task<(HttpClient Teacher, Guid Recording)> RecordedAsync()
    {
        var (teacher, _, _) = await server.SignUpAsync(PersonRole.Teacher);
        var (id, _) = await server.AddRecordingAsync(await ConferenceServer.CreateRoomAsync(teacher, "Алгебра 1/2"));
        await using var context = await ContextAsync();
        var recording = await context.Recordings.SingleAsync(r => r.Id == id, Cancellation);
        var start = recording.StartedAt!.Value;
        var author = new LectureParticipant { Id = Guid.CreateVersion7(), LectureId = recording.LectureId, Name = "Ada", Role = ParticipantRole.Student, JoinedAt = start };
        context.LectureParticipants.Add(author);
        foreach (var (text, seconds) in new[] { ("first\nsecond", 1.5), ("after the end", 62) })
        {
            context.ChatMessages.Add(new ChatMessage
            {
                Id = Guid.CreateVersion7(), LectureId = recording.LectureId, Sequence = (int)seconds, ParticipantId = author.Id, AuthorName = author.Name,
                AuthorRole = author.Role, Text = text, SentAt = start.AddSeconds(seconds),
            });
        }

        context.ChapterMarks.Add(new ChapterMark { Id = Guid.CreateVersion7(), LectureId = recording.LectureId, ParticipantId = author.Id, Title = "Proof", At = start.AddSeconds(20) });
        await context.SaveChangesAsync(Cancellation);
        return (teacher, id);
    }

    private Task<ConferenceDbContext> ContextAsync() =>
        server.Services.GetRequiredService<IDbContextFactory<ConferenceDbContext>>().CreateDbContextAsync(Cancellation);

    private static async Task<string> TextAsync(ZipArchive zip, string name)
    {
        using var reader = new StreamReader(await zip.GetEntry(name)!.OpenAsync(Cancellation));
        return await reader.ReadToEndAsync(Cancellation);
    }
}
