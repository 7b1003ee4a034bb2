using System.Net.Http.Headers;
using System.Text.Json;
using Conference.Recorder.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Conference.Web.Tests.Api;

public sealed class RecordingVideosTests(ConferenceServer server) : IClassFixture<ConferenceServer>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_video_that_is_asked_for_is_listed_until_it_is_given_up()
    {
        var (teacher, id) = await RecordedAsync();

        using var asked = await teacher.PostAsJsonAsync($"/api/recordings/{id}/videos", new { layout = "screenAndCamera" }, Cancellation);
        Assert.Equal(HttpStatusCode.Accepted, asked.StatusCode);
        var view = await Answers.OkAsync(asked);
        Assert.Equal(("screenAndCamera", JsonValueKind.Null), (view.GetProperty("layout").GetString(), view.GetProperty("file").ValueKind));
        Assert.Contains(view.GetProperty("state").GetString(), (string[])["queued", "running"]);
        using var again = await teacher.PostAsJsonAsync($"/api/recordings/{id}/videos", new { layout = "screenAndCamera" }, Cancellation);
        Assert.Equal(HttpStatusCode.Accepted, again.StatusCode);
        Assert.Single((await Answers.GetAsync(teacher, $"/api/recordings/{id}/videos")).EnumerateArray());

        using var given = await teacher.DeleteAsync($"/api/recordings/{id}/videos/screenAndCamera", Cancellation);
        Assert.Equal(HttpStatusCode.NoContent, given.StatusCode);
        Assert.Empty((await Answers.GetAsync(teacher, $"/api/recordings/{id}/videos")).EnumerateArray());
    }

    [Fact]
    public async Task A_finished_video_is_downloaded_whole_or_in_ranges_under_the_lectures_name_and_deleted()
    {
        var (teacher, id) = await RecordedAsync("Physics: waves/particles");
        var key = await AddVideoAsync(id, VideoLayout.Camera);
        var file = Assert.Single((await Answers.GetAsync(teacher, $"/api/recordings/{id}/videos")).EnumerateArray()).GetProperty("file");
        Assert.Equal((1000, 61_000), (file.GetProperty("bytes").GetInt32(), file.GetProperty("durationMs").GetInt32()));
        var url = file.GetProperty("url").GetString()!;

        using var whole = await teacher.GetAsync(url, Cancellation);
        Assert.Equal(("video/mp4", 1000L), (whole.Content.Headers.ContentType!.MediaType, whole.Content.Headers.ContentLength));
        var name = whole.Content.Headers.ContentDisposition!;
        Assert.Equal("attachment", name.DispositionType);
        Assert.Matches(@"^Physics waves particles \d{4}-\d\d-\d\d \d\d-\d\d camera\.mp4$", name.FileNameStar);
        using var request = new HttpRequestMessage(HttpMethod.Get, url) { Headers = { Range = new RangeHeaderValue(990, null) } };
        using var part = await teacher.SendAsync(request, Cancellation);
        Assert.Equal((HttpStatusCode.PartialContent, "bytes 990-999/1000"), (part.StatusCode, part.Content.Headers.ContentRange!.ToString()));
        using var head = await teacher.SendAsync(new HttpRequestMessage(HttpMethod.Head, url), Cancellation);
        Assert.Equal((HttpStatusCode.OK, 1000L), (head.StatusCode, head.Content.Headers.ContentLength));

        using var deleted = await teacher.DeleteAsync($"/api/recordings/{id}/videos/camera", Cancellation);
        Assert.Equal(HttpStatusCode.NoContent, deleted.StatusCode);
        await Answers.RefusedAsync(teacher.GetAsync(url, Cancellation), HttpStatusCode.NotFound, "video-gone");
        Assert.Null(await server.Services.GetRequiredService<IObjectStore>().OpenAsync(key, null, Cancellation));
        Assert.Empty((await Answers.GetAsync(teacher, $"/api/recordings/{id}/videos")).EnumerateArray());
    }

    [Fact]
    public async Task Who_has_no_right_gets_and_makes_none()
    {
        var (_, id) = await RecordedAsync();
        await AddVideoAsync(id, VideoLayout.Grid);
        var (other, _, _) = await server.SignUpAsync(PersonRole.Teacher);
        var (staff, _, _) = await server.SignUpAsync(PersonRole.Staff);

        await Answers.RefusedAsync(other.GetAsync($"/api/recordings/{id}/videos", Cancellation), HttpStatusCode.Forbidden, "not-allowed");
        await Answers.RefusedAsync(other.GetAsync($"/api/recordings/{id}/videos/grid/file", Cancellation), HttpStatusCode.Forbidden, "not-allowed");
        await Answers.RefusedAsync(other.DeleteAsync($"/api/recordings/{id}/videos/grid", Cancellation), HttpStatusCode.Forbidden, "not-allowed");
        await Answers.RefusedAsync(other.PostAsJsonAsync($"/api/recordings/{id}/videos", new { layout = "grid" }, Cancellation), HttpStatusCode.Forbidden, "not-allowed");
        Assert.Single((await Answers.GetAsync(staff, $"/api/recordings/{id}/videos")).EnumerateArray());
    }

    [Theory]
    [InlineData("cinema")]
    [InlineData("1")]
    [InlineData("Grid")]
    [InlineData(null)]
    public async Task A_layout_that_is_none_is_refused(string? layout)
    {
        var (teacher, id) = await RecordedAsync();

        await Answers.RefusedAsync(teacher.PostAsJsonAsync($"/api/recordings/{id}/videos", new { layout }, Cancellation), HttpStatusCode.UnprocessableEntity, "layout-invalid");
    }

    [Fact]
    public async Task A_recording_that_is_not_there_or_not_finished_gives_none()
    {
        var (teacher, id) = await RecordedAsync();
        await using (var context = await ContextAsync())
            await context.Recordings.Where(r => r.Id == id).ExecuteUpdateAsync(set => set.SetProperty(r => r.State, RecordingState.Failed), Cancellation);

        await Answers.RefusedAsync(
            teacher.PostAsJsonAsync($"/api/recordings/{id}/videos", new { layout = "grid" }, Cancellation), HttpStatusCode.Conflict, "recording-not-ready");
        await Answers.RefusedAsync(teacher.GetAsync($"/api/recordings/{Guid.NewGuid()}/videos", Cancellation), HttpStatusCode.NotFound, "recording-gone");
    }

    private async Task<(HttpClient Teacher, Guid Id)> RecordedAsync(string title = "Algebra")
    {
        var (teacher, _, _) = await server.SignUpAsync(PersonRole.Teacher);
        return (teacher, (await server.AddRecordingAsync(await ConferenceServer.CreateRoomAsync(teacher, title))).Recording);
    }

    /// <summary>A video as a job leaves it, of 1,000 bytes; its key.</summary>
    private async Task<string> AddVideoAsync(Guid recording, VideoLayout layout)
    {
        var file = new RecordingFile
        {
            Id = Guid.CreateVersion7(), RecordingId = recording, Kind = JobKinds.Video, Variant = $"{layout}", ContentType = "video/mp4", Bytes = 1000, DurationMilliseconds = 61_000,
            CreatedAt = DateTimeOffset.UtcNow, ObjectKey = $"recordings/{recording:N}/files/{Guid.NewGuid():N}/video.mp4",
        };
        await server.Services.GetRequiredService<IObjectStore>().PutAsync(file.ObjectKey, new MemoryStream(new byte[1000]), "video/mp4", Cancellation);
        await using var context = await ContextAsync();
        context.Jobs.Add(new Job
        {
            Id = Guid.CreateVersion7(), RecordingId = recording, Kind = JobKinds.Video, Variant = $"{layout}", State = JobState.Done, RequestedAt = DateTimeOffset.UtcNow,
            NotBefore = DateTimeOffset.UtcNow, ProgressPermille = 1000,
        });
        context.RecordingFiles.Add(file);
        await context.SaveChangesAsync(Cancellation);
        return file.ObjectKey;
    }

    private async Task<ConferenceDbContext> ContextAsync() =>
        await server.Services.GetRequiredService<IDbContextFactory<ConferenceDbContext>>().CreateDbContextAsync(Cancellation);
}
