using Conference.Signaling.Joining;
using Conference.Signaling.Messages;
using Conference.Testing.Lectures;
using Microsoft.Extensions.DependencyInjection;

namespace Conference.Web.Tests.Api;

public sealed class RoomsApiTests(ConferenceServer server) : IClassFixture<ConferenceServer>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_teacher_creates_a_room_and_anybody_with_the_link_sees_the_door()
    {
        var (teacher, _, _) = await server.SignUpAsync(PersonRole.Teacher);
        using var guest = server.OpenBrowser();
        using var made = await teacher.PostAsJsonAsync("/api/rooms", new { title = "  Линейная алгебра  " }, Cancellation);
        var room = await Answers.OkAsync(made);
        var code = room.GetProperty("code").GetString()!;

        Assert.Equal($"{server.Url.GetLeftPart(UriPartial.Authority)}/r/{code}", room.GetProperty("url").GetString());
        Assert.Equal((false, 0), (room.GetProperty("live").GetBoolean(), room.GetProperty("participants").GetInt32()));
        var door = await Answers.GetAsync(guest, $"/api/rooms/{code}");
        Assert.Equal(("Линейная алгебра", "Ada Lovelace", "student"),
            (door.GetProperty("title").GetString(), door.GetProperty("teacher").GetString(), door.GetProperty("role").GetString()));
        Assert.Equal("teacher", (await Answers.GetAsync(teacher, $"/api/rooms/{code}")).GetProperty("role").GetString());
    }

    [Fact]
    public async Task The_list_holds_own_rooms_for_a_teacher_and_every_room_for_staff()
    {
        var (first, _, _) = await server.SignUpAsync(PersonRole.Teacher);
        var (second, _, _) = await server.SignUpAsync(PersonRole.Teacher);
        var (staff, _, _) = await server.SignUpAsync(PersonRole.Staff);
        var mine = await ConferenceServer.CreateRoomAsync(first);
        var other = await ConferenceServer.CreateRoomAsync(second);

        Assert.Equal([mine], await CodesAsync(first));
        Assert.Superset(new HashSet<string> { mine, other }, (await CodesAsync(staff)).ToHashSet());
        await Answers.RefusedAsync(staff.PostAsJsonAsync("/api/rooms", new { title = "x" }, Cancellation), HttpStatusCode.Forbidden, "not-allowed");
    }

    [Fact]
    public async Task The_join_token_carries_the_role_and_name_that_the_server_decides()
    {
        var (teacher, teacherId, _) = await server.SignUpAsync(PersonRole.Teacher, "Ada");
        var (administrator, _, _) = await server.SignUpAsync(PersonRole.Administrator, "Grace");
        using var guest = server.OpenBrowser();
        var code = await ConferenceServer.CreateRoomAsync(teacher);

        var own = await JoinAsync(teacher, code, "");
        Assert.Equal((ParticipantRole.Teacher, "Ada", (Guid?)teacherId, code), (own.Role, own.Name, own.PersonId, own.RoomCode));
        Assert.Equal((ParticipantRole.Student, "Grace"), ((await JoinAsync(administrator, code, null)).Role, "Grace"));
        var stranger = await JoinAsync(guest, code, " Мария ");
        Assert.Equal((ParticipantRole.Student, "Мария", (Guid?)null), (stranger.Role, stranger.Name, stranger.PersonId));
    }

    [Theory]
    [InlineData("")]
    [InlineData("   ")]
    [InlineData("two\nlines")]
    [InlineData("\u0000")]
    [InlineData("\u200B\u200B")]
    [InlineData("0123456789012345678901234567890123456789012345678901234567890")]
    public async Task A_guest_needs_a_name_that_fits(string name)
    {
        var (teacher, _, _) = await server.SignUpAsync(PersonRole.Teacher);
        using var guest = server.OpenBrowser();
        var code = await ConferenceServer.CreateRoomAsync(teacher);

        await Answers.RefusedAsync(
            guest.PostAsJsonAsync($"/api/rooms/{code}/join", new { name }, Cancellation), HttpStatusCode.UnprocessableEntity, "name-invalid");
    }

    [Theory]
    [InlineData("abcdefghijkl")]
    [InlineData("x")]
    [InlineData("'%20OR%201=1;%20--")]
    public async Task A_code_of_no_room_is_named(string code)
    {
        using var guest = server.OpenBrowser();
        await Answers.RefusedAsync(guest.GetAsync($"/api/rooms/{code}", Cancellation), HttpStatusCode.NotFound, "room-gone");
        await Answers.RefusedAsync(
            guest.PostAsJsonAsync($"/api/rooms/{code}/join", new { name = "Eve" }, Cancellation), HttpStatusCode.NotFound, "room-gone");
    }

    [Theory]
    [InlineData("")]
    [InlineData("line\u0085break")]
    [InlineData("\u0007")]
    public async Task A_title_that_does_not_fit_is_named(string title)
    {
        var (teacher, _, _) = await server.SignUpAsync(PersonRole.Teacher);
        await Answers.RefusedAsync(
            teacher.PostAsJsonAsync("/api/rooms", new { title }, Cancellation), HttpStatusCode.UnprocessableEntity, "title-invalid");
        await Answers.RefusedAsync(
            teacher.PostAsJsonAsync("/api/rooms", new { title = new string('x', 201) }, Cancellation), HttpStatusCode.UnprocessableEntity, "title-invalid");
        await Answers.RefusedAsync(
            teacher.PostAsJsonAsync("/api/rooms", new { }, Cancellation), HttpStatusCode.UnprocessableEntity, "title-invalid");
    }

    [Fact]
    public async Task A_title_that_looks_like_sql_is_only_a_title()
    {
        var (teacher, _, _) = await server.SignUpAsync(PersonRole.Teacher);
        var code = await ConferenceServer.CreateRoomAsync(teacher, "x'); DROP TABLE rooms; --");

        Assert.Equal("x'); DROP TABLE rooms; --", (await Answers.GetAsync(teacher, $"/api/rooms/{code}")).GetProperty("title").GetString());
    }

    [Fact]
    public async Task A_hall_that_waits_at_the_door_does_not_use_up_its_way_in()
    {
        var (teacher, _, _) = await server.SignUpAsync(PersonRole.Teacher);
        var code = await ConferenceServer.CreateRoomAsync(teacher);
        using var guest = server.OpenBrowser();
        // 120 pages behind one address, each of which asks every ten seconds, for a minute.
        for (var i = 0; i < 720; i++) await Answers.GetAsync(guest, $"/api/rooms/{code}");

        Assert.Equal("Grace", (await JoinAsync(guest, code, "Grace")).Name);
    }

    private async Task<JoinGrant> JoinAsync(HttpClient browser, string code, string? name)
    {
        using var answer = await browser.PostAsJsonAsync($"/api/rooms/{code}/join", new { name }, Cancellation);
        var ticket = await Answers.OkAsync(answer);
        Assert.Equal("/hub/lecture", ticket.GetProperty("hub").GetString());
        Assert.True(server.Services.GetRequiredService<JoinTokens>()
            .TryRead(ticket.GetProperty("token").GetString()!, DateTimeOffset.UtcNow, out var grant, out _));
        return grant;
    }

    private static async Task<List<string>> CodesAsync(HttpClient browser) =>
        [.. (await Answers.GetAsync(browser, "/api/rooms")).EnumerateArray().Select(room => room.GetProperty("code").GetString()!)];

    [Fact]
    public async Task Whoever_joins_is_told_the_ice_servers()
    {
        var (teacher, _, _) = await server.SignUpAsync(PersonRole.Teacher);
        var code = await ConferenceServer.CreateRoomAsync(teacher);
        using var answer = await teacher.PostAsJsonAsync($"/api/rooms/{code}/join", new { name = "Ada" }, Cancellation);
        var ticket = await Answers.OkAsync(answer);
        await using var connection = await LectureConnection.OpenAsync(new Uri(server.Url, ticket.GetProperty("hub").GetString()), Cancellation);

        var joined = await connection.InvokeAsync<JoinedMessage>(
            "Join", Cancellation, new JoinMessage(ticket.GetProperty("token").GetString()!, null, ["VP8"], false));

        Assert.Equal(
            ConferenceServer.IceServers.Select(one => (string.Join(' ', one.Urls), one.Username, one.Credential)),
            joined.IceServers.Select(one => (string.Join(' ', one.Urls), one.Username, one.Credential)));
    }

    [Fact]
    public async Task The_door_says_whether_the_lecture_is_recorded()
    {
        var (teacher, _, _) = await server.SignUpAsync(PersonRole.Teacher);
        var code = await ConferenceServer.CreateRoomAsync(teacher);
        using var guest = server.OpenBrowser();
        Assert.Equal("none", await DoorAsync());
        await using var inside = await EnterAsync(teacher, code);
        Assert.Equal("none", await DoorAsync());

        // Settings that change reach the lecture that goes on.
        await SetModeAsync("off");
        await inside.EventAsync<RoomView>("RoomChanged", Cancellation, room => room.Recording == "off");
        Assert.Equal("recording-off", await inside.RefusalAsync("StartRecording", Cancellation));
        await SetModeAsync("manual");
        await inside.EventAsync<RoomView>("RoomChanged", Cancellation, room => room.Recording == "manual");
        await inside.InvokeAsync("StartRecording", Cancellation);
        await inside.EventAsync<RecordingView>("RecordingChanged", Cancellation, recording => recording.State == "starting");
        Assert.Equal("running", await DoorAsync());
        await inside.InvokeAsync("StopRecording", Cancellation);
        await inside.EventAsync<RecordingView>("RecordingChanged", Cancellation, recording => recording.State == "finishing");
        Assert.Equal("none", await DoorAsync());
        await SetModeAsync("automatic");
        Assert.Equal("automatic", await DoorAsync());

        async Task<string> DoorAsync() => (await Answers.GetAsync(guest, $"/api/rooms/{code}")).GetProperty("recording").GetString()!;

        async Task SetModeAsync(string mode)
        {
            using var answer = await teacher.PutAsJsonAsync(
                $"/api/rooms/{code}/recording", new { mode, audience = "staff", keptDays = (int?)null, download = false }, Cancellation);
            await Answers.OkAsync(answer);
        }
    }

    private async Task<LectureConnection> EnterAsync(HttpClient browser, string code)
    {
        using var answer = await browser.PostAsJsonAsync($"/api/rooms/{code}/join", new { }, Cancellation);
        var ticket = await Answers.OkAsync(answer);
        var connection = await LectureConnection.OpenAsync(new Uri(server.Url, ticket.GetProperty("hub").GetString()), Cancellation);
        await connection.InvokeAsync<JoinedMessage>("Join", Cancellation, new JoinMessage(ticket.GetProperty("token").GetString()!, null, ["VP8"], false));
        return connection;
    }
}
