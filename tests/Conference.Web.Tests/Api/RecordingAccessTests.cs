using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;

namespace Conference.Web.Tests.Api;

/// <summary>Who sees a recording under which settings of its room.</summary>
public sealed class RecordingAccessTests(ConferenceServer server) : IClassFixture<ConferenceServer>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_new_room_is_recorded_by_hand_for_its_owner_and_staff_for_good()
    {
        var (teacher, _, _) = await server.SignUpAsync(PersonRole.Teacher);
        var code = await ConferenceServer.CreateRoomAsync(teacher);

        Assert.Equal(
            """{"mode":"manual","audience":"staff","keptDays":null,"download":false}""",
            (await Answers.GetAsync(teacher, $"/api/rooms/{code}/recording")).GetRawText());
    }

    [Fact]
    public async Task Owner_staff_and_programs_set_the_policy_and_nobody_else()
    {
        var (teacher, _, _) = await server.SignUpAsync(PersonRole.Teacher);
        var (other, _, _) = await server.SignUpAsync(PersonRole.Teacher);
        var (staff, _, _) = await server.SignUpAsync(PersonRole.Staff);
        using var guest = server.OpenBrowser();
        using var program = server.OpenBrowser();
        program.DefaultRequestHeaders.Authorization = new("Bearer", ConferenceServer.AdminToken);
        var code = await ConferenceServer.CreateRoomAsync(teacher);
        var path = $"/api/rooms/{code}/recording";

        foreach (var (browser, days) in new[] { (teacher, 1), (staff, 30), (program, 3650) })
        {
            var set = await SetAsync(browser, code, "automatic", "room", days, true);
            Assert.Equal(set.GetRawText(), (await Answers.GetAsync(teacher, path)).GetRawText());
            Assert.Equal(("automatic", "room", days, true),
                (set.GetProperty("mode").GetString(), set.GetProperty("audience").GetString(), set.GetProperty("keptDays").GetInt32(), set.GetProperty("download").GetBoolean()));
        }

        object policy = new { mode = "off", audience = "staff", keptDays = (int?)null, download = false };
        await Answers.RefusedAsync(other.PutAsJsonAsync(path, policy, Cancellation), HttpStatusCode.Forbidden, "not-allowed");
        await Answers.RefusedAsync(other.GetAsync(path, Cancellation), HttpStatusCode.Forbidden, "not-allowed");
        await Answers.RefusedAsync(guest.PutAsJsonAsync(path, policy, Cancellation), HttpStatusCode.Unauthorized, "sign-in-first");
        await Answers.RefusedAsync(guest.GetAsync(path, Cancellation), HttpStatusCode.Unauthorized, "sign-in-first");
        await Answers.RefusedAsync(teacher.PutAsJsonAsync("/api/rooms/abcdefghijkl/recording", policy, Cancellation), HttpStatusCode.NotFound, "room-gone");
        await Answers.RefusedAsync(teacher.GetAsync("/api/rooms/abcdefghijkl/recording", Cancellation), HttpStatusCode.NotFound, "room-gone");
        Assert.Equal("automatic", (await Answers.GetAsync(teacher, path)).GetProperty("mode").GetString());
    }

    [Theory]
    [InlineData("""{"mode":"sometimes","audience":"staff","keptDays":null,"download":false}""", HttpStatusCode.BadRequest, "bad-request")]
    [InlineData("""{"mode":"off","audience":"world","keptDays":null,"download":false}""", HttpStatusCode.BadRequest, "bad-request")]
    [InlineData("""{"mode":"off","audience":"staff"}""", HttpStatusCode.BadRequest, "bad-request")]
    [InlineData("""{"audience":"staff","keptDays":null,"download":false}""", HttpStatusCode.BadRequest, "bad-request")]
    [InlineData("""{"mode":"off","audience":"staff","keptDays":0,"download":false}""", HttpStatusCode.UnprocessableEntity, "days-invalid")]
    [InlineData("""{"mode":"off","audience":"staff","keptDays":3651,"download":false}""", HttpStatusCode.UnprocessableEntity, "days-invalid")]
    public async Task A_policy_that_is_none_changes_nothing(string body, HttpStatusCode status, string error)
    {
        var (teacher, _, _) = await server.SignUpAsync(PersonRole.Teacher);
        var code = await ConferenceServer.CreateRoomAsync(teacher);
        using var content = new StringContent(body, null, "application/json");

        await Answers.RefusedAsync(teacher.PutAsync($"/api/rooms/{code}/recording", content, Cancellation), status, error);

        Assert.Equal("manual", (await Answers.GetAsync(teacher, $"/api/rooms/{code}/recording")).GetProperty("mode").GetString());
    }

    [Fact]
    public async Task People_of_the_room_see_its_recordings_when_it_lets_them()
    {
        var (teacher, code, id, camera) = await RecordedAsync();
        var (listener, listenerId, _) = await server.SignUpAsync(PersonRole.Teacher, "Emmy");
        var (stranger, _, _) = await server.SignUpAsync(PersonRole.Teacher);
        using var student = server.OpenBrowser();
        using var passerBy = server.OpenBrowser();
        await TakePartAsync(id, listenerId);
        await Answers.OkAsync(await student.PostAsJsonAsync($"/api/rooms/{code}/join", new { name = "Grace" }, Cancellation));

        // Not yet: the room shows its recordings to nobody else.
        await SeesNothingAsync(listener, id, camera, HttpStatusCode.Forbidden, "not-allowed");
        await SeesNothingAsync(student, id, camera, HttpStatusCode.Unauthorized, "sign-in-first");
        Assert.Empty((await Answers.GetAsync(student, $"/api/recordings?room={code}")).EnumerateArray());

        await SetAsync(teacher, code, "manual", "room", null, false);
        await SeesAllAsync(listener, id, camera);
        await SeesAllAsync(student, id, camera);
        foreach (var browser in new[] { listener, student })
            Assert.Equal(id, Assert.Single((await Answers.GetAsync(browser, $"/api/recordings?room={code}")).EnumerateArray()).GetProperty("id").GetGuid());
        await SeesNothingAsync(stranger, id, camera, HttpStatusCode.Forbidden, "not-allowed");
        await SeesNothingAsync(passerBy, id, camera, HttpStatusCode.Unauthorized, "sign-in-first");
        Assert.Empty((await Answers.GetAsync(stranger, "/api/recordings")).EnumerateArray());
        await Answers.RefusedAsync(passerBy.GetAsync("/api/recordings", Cancellation), HttpStatusCode.Unauthorized, "sign-in-first");
    }

    [Fact]
    public async Task A_cookie_that_the_server_did_not_seal_opens_no_room()
    {
        var (teacher, code, id, camera) = await RecordedAsync();
        await SetAsync(teacher, code, "manual", "room", null, false);
        using var forger = server.OpenBrowser();
        var room = await server.Services.GetRequiredService<RoomStore>().FindAsync(code, Cancellation);
        forger.DefaultRequestHeaders.Add("Cookie", $"conference.rooms={Convert.ToBase64String(room!.Id.ToByteArray()).TrimEnd('=')}");

        await SeesNothingAsync(forger, id, camera, HttpStatusCode.Unauthorized, "sign-in-first");
    }

    [Fact]
    public async Task Anyone_with_the_link_sees_the_recording_until_it_is_withdrawn()
    {
        var (teacher, code, id, camera) = await RecordedAsync();
        var (otherId, _) = await server.AddRecordingAsync(code);
        await SetAsync(teacher, code, "manual", "link", null, false);
        var url = await ShareAsync(teacher, id);
        Assert.Equal(url, await ShareAsync(teacher, id));
        Assert.Equal(url, (await Answers.GetAsync(teacher, $"/api/recordings/{id}")).GetProperty("link").GetString());
        using var guest = server.OpenBrowser();
        await SeesNothingAsync(guest, id, camera, HttpStatusCode.Unauthorized, "sign-in-first");

        var opened = await Answers.OkAsync(await guest.PostAsync($"/api{new Uri(url).AbsolutePath}", null, Cancellation));

        Assert.Equal(id, opened.GetProperty("id").GetGuid());
        await SeesAllAsync(guest, id, camera);
        var detail = await Answers.GetAsync(guest, $"/api/recordings/{id}");
        Assert.Equal((JsonValueKind.Null, false), (detail.GetProperty("link").ValueKind, detail.GetProperty("mayEdit").GetBoolean()));
        // This one recording, and to read only.
        await Answers.RefusedAsync(guest.GetAsync($"/api/recordings/{otherId}", Cancellation), HttpStatusCode.Unauthorized, "sign-in-first");
        await Answers.RefusedAsync(guest.PostAsync($"/api/recordings/{id}/link", null, Cancellation), HttpStatusCode.Unauthorized, "sign-in-first");
        await Answers.RefusedAsync(guest.DeleteAsync($"/api/recordings/{id}/link", Cancellation), HttpStatusCode.Unauthorized, "sign-in-first");

        // The room's settings are above its links.
        await SetAsync(teacher, code, "manual", "room", null, false);
        await SeesNothingAsync(guest, id, camera, HttpStatusCode.Unauthorized, "sign-in-first");
        await Answers.RefusedAsync(guest.PostAsync($"/api{new Uri(url).AbsolutePath}", null, Cancellation), HttpStatusCode.NotFound, "link-gone");
        await SetAsync(teacher, code, "manual", "link", null, false);
        await SeesAllAsync(guest, id, camera);

        using var withdrawn = await teacher.DeleteAsync($"/api/recordings/{id}/link", Cancellation);
        Assert.Equal(HttpStatusCode.NoContent, withdrawn.StatusCode);
        await SeesNothingAsync(guest, id, camera, HttpStatusCode.Unauthorized, "sign-in-first");
        Assert.NotEqual(url, await ShareAsync(teacher, id));
        await SeesNothingAsync(guest, id, camera, HttpStatusCode.Unauthorized, "sign-in-first");
    }

    [Fact]
    public async Task A_link_is_refused_by_name()
    {
        var (teacher, code, id, _) = await RecordedAsync();
        var (other, _, _) = await server.SignUpAsync(PersonRole.Teacher);
        using var guest = server.OpenBrowser();

        await Answers.RefusedAsync(teacher.PostAsync($"/api/recordings/{id}/link", null, Cancellation), HttpStatusCode.Conflict, "links-off");
        await SetAsync(teacher, code, "manual", "link", null, false);
        await Answers.RefusedAsync(other.PostAsync($"/api/recordings/{id}/link", null, Cancellation), HttpStatusCode.Forbidden, "not-allowed");
        await Answers.RefusedAsync(other.DeleteAsync($"/api/recordings/{id}/link", Cancellation), HttpStatusCode.Forbidden, "not-allowed");
        await Answers.RefusedAsync(teacher.PostAsync($"/api/recordings/{Guid.NewGuid()}/link", null, Cancellation), HttpStatusCode.NotFound, "recording-gone");
        await Answers.RefusedAsync(teacher.DeleteAsync($"/api/recordings/{Guid.NewGuid()}/link", Cancellation), HttpStatusCode.NotFound, "recording-gone");
        foreach (var wrong in new[] { "short", "aaaaaaaaaaaaaaaaaaaa", "AAAAAAAAAAAAAAAAAAAA", code })
            await Answers.RefusedAsync(guest.PostAsync($"/api/shared/{wrong}", null, Cancellation), HttpStatusCode.NotFound, "link-gone");
    }

    [Fact]
    public async Task Downloads_are_for_owner_and_staff_and_for_viewers_when_the_room_allows()
    {
        var (teacher, code, id, _) = await RecordedAsync();
        using var student = server.OpenBrowser();
        await Answers.OkAsync(await student.PostAsJsonAsync($"/api/rooms/{code}/join", new { name = "Grace" }, Cancellation));

        await SetAsync(teacher, code, "manual", "room", null, false);
        Assert.Equal((true, false), (await MayDownloadAsync(teacher, id), await MayDownloadAsync(student, id)));
        await SetAsync(teacher, code, "manual", "room", null, true);
        Assert.Equal((true, true), (await MayDownloadAsync(teacher, id), await MayDownloadAsync(student, id)));
    }

    private static async Task<JsonElement> SetAsync(HttpClient browser, string code, string mode, string audience, int? keptDays, bool download)
    {
        using var answer = await browser.PutAsJsonAsync($"/api/rooms/{code}/recording", new { mode, audience, keptDays, download }, Cancellation);
        return await Answers.OkAsync(answer);
    }

    private static async Task<string> ShareAsync(HttpClient teacher, Guid id)
    {
        using var answer = await teacher.PostAsync($"/api/recordings/{id}/link", null, Cancellation);
        return (await Answers.OkAsync(answer)).GetProperty("url").GetString()!;
    }

    private static async Task<bool> MayDownloadAsync(HttpClient browser, Guid id) =>
        (await Answers.GetAsync(browser, $"/api/recordings/{id}")).GetProperty("mayDownload").GetBoolean();

    private static string[] Paths(Guid id, Guid camera) =>
    [
        $"/api/recordings/{id}", $"/api/recordings/{id}/chat", $"/api/recordings/{id}/chapters", $"/api/recordings/{id}/{camera}/index.m3u8",
        $"/api/recordings/{id}/{camera}/000001.m4s",
    ];

    private static async Task SeesAllAsync(HttpClient browser, Guid id, Guid camera)
    {
        foreach (var path in Paths(id, camera))
        {
            using var answer = await browser.GetAsync(path, Cancellation);
            Assert.True(answer.StatusCode == HttpStatusCode.OK, $"{path}: {answer.StatusCode}");
        }
    }

    private static async Task SeesNothingAsync(HttpClient browser, Guid id, Guid camera, HttpStatusCode status, string code)
    {
        foreach (var path in Paths(id, camera)) await Answers.RefusedAsync(browser.GetAsync(path, Cancellation), status, code);
    }

    private async Task TakePartAsync(Guid recording, Guid person)
    {
        var found = await server.Services.GetRequiredService<RecordingStore>().FindAsync(recording, Cancellation);
        await server.Services.GetRequiredService<LectureStore>().AddParticipantAsync(
            found!.LectureId, Guid.CreateVersion7(), "Emmy", ParticipantRole.Student, person, Cancellation);
    }

    private async Task<(HttpClient Teacher, string Room, Guid Recording, Guid Camera)> RecordedAsync()
    {
        var (teacher, _, _) = await server.SignUpAsync(PersonRole.Teacher);
        var code = await ConferenceServer.CreateRoomAsync(teacher);
        var (recording, camera) = await server.AddRecordingAsync(code);
        return (teacher, code, recording, camera);
    }
}
