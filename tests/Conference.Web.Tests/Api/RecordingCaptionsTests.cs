using System.Net.Http.Headers;
using System.Text;

namespace Conference.Web.Tests.Api;

public sealed class RecordingCaptionsTests(ConferenceServer server) : IClassFixture<ConferenceServer>
{
    private const string Hello = "WEBVTT\n\n00:01.000 --> 00:02.000\nЗдравствуйте\n";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Captions_are_put_listed_read_replaced_and_deleted()
    {
        var (teacher, id) = await RecordedAsync();

        await PutAsync(teacher, id, "ru", Hello);
        await PutAsync(teacher, id, "pt-BR", "WEBVTT\n\n00:01.000 --> 00:02.000\nOlá\n");
        var all = (await Answers.GetAsync(teacher, $"/api/recordings/{id}/captions")).EnumerateArray().ToList();
        Assert.Equal(["pt-BR", "ru"], all.Select(track => track.GetProperty("language").GetString()));
        var first = all[1].GetProperty("url").GetString()!;
        using (var answer = await teacher.GetAsync(first, Cancellation))
        {
            Assert.Equal("text/vtt", answer.Content.Headers.ContentType!.MediaType);
            Assert.Equal(Hello, await answer.Content.ReadAsStringAsync(Cancellation));
        }

        // Other captions have another address, because each is cached for good.
        await PutAsync(teacher, id, "ru", Hello.Replace("уйте", "уй", StringComparison.Ordinal));
        var second = (await Answers.GetAsync(teacher, $"/api/recordings/{id}/captions")).EnumerateArray().Last().GetProperty("url").GetString()!;
        Assert.NotEqual(first, second);
        await Answers.RefusedAsync(teacher.GetAsync(first, Cancellation), HttpStatusCode.NotFound, "not-found");

        using var deleted = await teacher.DeleteAsync($"/api/recordings/{id}/captions/ru", Cancellation);
        Assert.Equal(HttpStatusCode.NoContent, deleted.StatusCode);
        Assert.Single((await Answers.GetAsync(teacher, $"/api/recordings/{id}/captions")).EnumerateArray());
    }

    [Fact]
    public async Task What_is_no_caption_file_is_refused_by_name()
    {
        var (teacher, id) = await RecordedAsync();
        var address = $"/api/recordings/{id}/captions";

        await Answers.RefusedAsync(teacher.PutAsync($"{address}/ru", Vtt("1\n00:00:01,000 --> 00:00:02,000\n"), Cancellation), HttpStatusCode.UnprocessableEntity, "captions-invalid");
        await Answers.RefusedAsync(teacher.PutAsync($"{address}/russian", Vtt(Hello), Cancellation), HttpStatusCode.UnprocessableEntity, "language-invalid");
        await Answers.RefusedAsync(teacher.PutAsync($"{address}/ru", new StringContent(Hello), Cancellation), HttpStatusCode.UnsupportedMediaType, "unsupported-media-type");
        await Answers.RefusedAsync(teacher.PutAsync($"{address}/ru", Vtt(Hello + new string('x', 3 << 20)), Cancellation), HttpStatusCode.RequestEntityTooLarge, "too-large");
        await Answers.RefusedAsync(teacher.DeleteAsync($"{address}/ru", Cancellation), HttpStatusCode.NotFound, "not-found");
    }

    [Fact]
    public async Task Only_who_may_see_the_recording_reads_its_captions_and_only_owner_and_staff_write_them()
    {
        var (teacher, id) = await RecordedAsync();
        await PutAsync(teacher, id, "ru", Hello);
        var (other, _, _) = await server.SignUpAsync(PersonRole.Teacher);
        var (staff, _, _) = await server.SignUpAsync(PersonRole.Staff);
        var url = (await Answers.GetAsync(staff, $"/api/recordings/{id}/captions")).EnumerateArray().Single().GetProperty("url").GetString()!;

        await Answers.RefusedAsync(other.GetAsync(url, Cancellation), HttpStatusCode.Forbidden, "not-allowed");
        await Answers.RefusedAsync(other.GetAsync($"/api/recordings/{id}/captions", Cancellation), HttpStatusCode.Forbidden, "not-allowed");
        await Answers.RefusedAsync(other.PutAsync($"/api/recordings/{id}/captions/ru", Vtt(Hello), Cancellation), HttpStatusCode.Forbidden, "not-allowed");
        await Answers.RefusedAsync(other.DeleteAsync($"/api/recordings/{id}/captions/ru", Cancellation), HttpStatusCode.Forbidden, "not-allowed");
        await PutAsync(staff, id, "en", Hello);
    }

    private async Task<(HttpClient Teacher, Guid Recording)> RecordedAsync()
    {
        var (teacher, _, _) = await server.SignUpAsync(PersonRole.Teacher);
        var (id, _) = await server.AddRecordingAsync(await ConferenceServer.CreateRoomAsync(teacher));
        return (teacher, id);
    }

    private static async Task PutAsync(HttpClient browser, Guid id, string language, string file)
    {
        using var answer = await browser.PutAsync($"/api/recordings/{id}/captions/{language}", Vtt(file), Cancellation);
        Assert.Equal(language, (await Answers.OkAsync(answer)).GetProperty("language").GetString());
    }

    private static ByteArrayContent Vtt(string file) => new(Encoding.UTF8.GetBytes(file)) { Headers = { ContentType = new MediaTypeHeaderValue("text/vtt") } };
}
