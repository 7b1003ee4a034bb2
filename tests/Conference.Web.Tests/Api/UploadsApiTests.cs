using System.Net.Http.Headers;
using System.Text;
using Conference.Recorder.Storage;
using Conference.Web.Uploads;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Conference.Web.Tests.Api;

/// <summary>tus 1.0.0, spoken by hand.</summary>
public sealed class UploadsApiTests(ConferenceServer server) : IClassFixture<ConferenceServer>
{
    private static readonly byte[] Content = [.. Enumerable.Range(0, (5 << 20) + 77).Select(i => (byte)(i * 31 / 7))];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_file_in_pieces_is_stored_as_it_was_sent_and_becomes_a_recording()
    {
        var (teacher, room) = await TeacherAsync();
        var address = await CreateAsync(teacher, room, Content.Length, heldAt: "2025-03-01T12:00:00Z");

        Assert.Equal((0L, (long)Content.Length), await StandsAsync(teacher, address));
        Assert.Equal(1_000_000, await AppendAsync(teacher, address, 0, Content[..1_000_000]));
        Assert.Equal((1_000_000L, (long)Content.Length), await StandsAsync(teacher, address));
        var pending = Assert.Single((await Answers.GetAsync(teacher, "/api/uploads")).EnumerateArray());
        Assert.Equal(("lecture 1.mp4", 1_000_000), (pending.GetProperty("fileName").GetString(), pending.GetProperty("received").GetInt32()));
        await AppendAsync(teacher, address, 1_000_000, Content[1_000_000..^1]);
        Assert.Equal(Content[..^1], await StoredAsync(address));
        Assert.Equal(Content.Length, await AppendAsync(teacher, address, Content.Length - 1, Content[^1..]));

        Assert.Empty((await Answers.GetAsync(teacher, "/api/uploads")).EnumerateArray());
        var row = Assert.Single((await Answers.GetAsync(teacher, $"/api/recordings?room={room}")).EnumerateArray());
        Assert.Equal("Вводная лекция", row.GetProperty("title").GetString());
        Assert.Equal(new DateTimeOffset(2025, 3, 1, 12, 0, 0, TimeSpan.Zero), row.GetProperty("startedAt").GetDateTimeOffset());
    }

    [Fact]
    public async Task What_came_before_a_connection_broke_is_kept()
    {
        var (teacher, room) = await TeacherAsync();
        var address = await CreateAsync(teacher, room, Content.Length);

        // Nothing is sent before the server asks for it (100 Continue): what comes before anybody reads is nobody's to keep.
        using var request = Patch(address, 0, new StreamContent(new BrokenStream(Content[..3_000_000])));
        request.Headers.ExpectContinue = true;
        await Assert.ThrowsAnyAsync<HttpRequestException>(() => teacher.SendAsync(request, Cancellation));

        // The server notices in its own time; what counts is that it goes on from where it stands.
        var deadline = TimeSpan.FromSeconds(30);
        var since = System.Diagnostics.Stopwatch.StartNew();
        var (received, _) = await StandsAsync(teacher, address);
        while (received == 0 && since.Elapsed < deadline) (received, _) = await StandsAsync(teacher, address);
        Assert.InRange(received, 1, 3_000_000);
        await AppendAsync(teacher, address, received, Content[(int)received..^1]);
        Assert.Equal(Content[..^1], await StoredAsync(address));
    }

    [Fact]
    public async Task A_piece_in_the_wrong_place_a_second_one_for_the_same_and_one_too_many_are_refused_by_name()
    {
        var (teacher, room) = await TeacherAsync();
        var address = await CreateAsync(teacher, room, 1000);
        await AppendAsync(teacher, address, 0, Content[..600]);

        await Answers.RefusedAsync(teacher.SendAsync(Patch(address, 0, Bytes(600)), Cancellation), HttpStatusCode.Conflict, "upload-offset");
        await Answers.RefusedAsync(teacher.SendAsync(Patch(address, 700, Bytes(300)), Cancellation), HttpStatusCode.Conflict, "upload-offset");
        await Answers.RefusedAsync(teacher.SendAsync(Patch(address, -1, Bytes(1)), Cancellation), HttpStatusCode.BadRequest, "upload-invalid");
        await Answers.RefusedAsync(teacher.SendAsync(Patch(address, 600, Bytes(401)), Cancellation), HttpStatusCode.RequestEntityTooLarge, "upload-too-long");
        var wrongType = Patch(address, 1000, Bytes(0));
        wrongType.Content!.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        await Answers.RefusedAsync(teacher.SendAsync(wrongType, Cancellation), HttpStatusCode.UnsupportedMediaType, "unsupported-media-type");
        var oldVersion = Patch(address, 1000, Bytes(0));
        oldVersion.Headers.Remove("Tus-Resumable");
        await Answers.RefusedAsync(teacher.SendAsync(oldVersion, Cancellation), HttpStatusCode.PreconditionFailed, "upload-version");
    }

    [Theory]
    [InlineData("lecture.mp4", 0, HttpStatusCode.UnprocessableEntity, "upload-empty")]
    [InlineData("lecture.mp4", long.MaxValue, HttpStatusCode.RequestEntityTooLarge, "upload-too-large")]
    [InlineData("lecture.exe", 10, HttpStatusCode.UnprocessableEntity, "upload-type")]
    [InlineData("", 10, HttpStatusCode.UnprocessableEntity, "upload-type")]
    [InlineData("a\nb.mp4", 10, HttpStatusCode.UnprocessableEntity, "upload-type")]
    [InlineData("\u202Egpm.exe", 10, HttpStatusCode.UnprocessableEntity, "upload-type")]
    public async Task A_file_that_can_be_none_is_refused_before_a_byte_of_it_is_sent(string name, long length, HttpStatusCode status, string code)
    {
        var (teacher, room) = await TeacherAsync();
        await Answers.RefusedAsync(teacher.SendAsync(Creation(room, length, name), Cancellation), status, code);
    }

    [Theory]
    [InlineData("filename bm8", "10")]
    [InlineData("filename bm8=,filename bm8=", "10")]
    [InlineData("filename a b", "10")]
    [InlineData("filename /w==", "10")]
    [InlineData("filename YS5tcDQ=", "-1")]
    [InlineData("filename YS5tcDQ=", "1e3")]
    [InlineData("filename YS5tcDQ=", "99999999999999999999")]
    public async Task Headers_that_are_not_those_of_tus_are_refused_by_name(string metadata, string length)
    {
        var (teacher, _) = await TeacherAsync();
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/uploads");
        request.Headers.Add("Tus-Resumable", "1.0.0");
        request.Headers.TryAddWithoutValidation("Upload-Length", length);
        request.Headers.TryAddWithoutValidation("Upload-Metadata", metadata);
        await Answers.RefusedAsync(teacher.SendAsync(request, Cancellation), HttpStatusCode.BadRequest, "upload-invalid");
    }

    [Fact]
    public async Task Nobody_uploads_into_a_foreign_room_or_touches_another_ones_upload()
    {
        var (teacher, room) = await TeacherAsync();
        var (other, _) = await TeacherAsync();
        using var guest = server.OpenBrowser();
        var address = await CreateAsync(teacher, room, 1000);

        await Answers.RefusedAsync(other.SendAsync(Creation(room, 10, "a.mp4"), Cancellation), HttpStatusCode.Forbidden, "not-allowed");
        await Answers.RefusedAsync(guest.SendAsync(Creation(room, 10, "a.mp4"), Cancellation), HttpStatusCode.Unauthorized, "sign-in-first");
        await Answers.RefusedAsync(other.SendAsync(Patch(address, 0, Bytes(10)), Cancellation), HttpStatusCode.NotFound, "upload-gone");
        await Answers.RefusedAsync(other.SendAsync(Tus(HttpMethod.Delete, address), Cancellation), HttpStatusCode.NotFound, "upload-gone");
        await Answers.RefusedAsync(other.GetAsync(address, Cancellation), HttpStatusCode.NotFound, "upload-gone");
        await Answers.RefusedAsync(teacher.SendAsync(Creation("aaaa-bbbb", 10, "a.mp4"), Cancellation), HttpStatusCode.NotFound, "room-gone");
        Assert.Empty((await Answers.GetAsync(other, "/api/uploads")).EnumerateArray());
    }

    [Fact]
    public async Task Beginnings_are_bounded_removed_by_hand_and_forgotten_after_days()
    {
        var (teacher, room) = await TeacherAsync();
        var addresses = new List<string>();
        for (var i = 0; i < 5; i++) addresses.Add(await CreateAsync(teacher, room, 1000));
        await Answers.RefusedAsync(teacher.SendAsync(Creation(room, 10, "a.mp4"), Cancellation), HttpStatusCode.Conflict, "uploads-open");

        await AppendAsync(teacher, addresses[0], 0, Content[..10]);
        using var removed = await teacher.SendAsync(Tus(HttpMethod.Delete, addresses[0]), Cancellation);
        Assert.Equal(HttpStatusCode.NoContent, removed.StatusCode);
        Assert.Empty(await ObjectsAsync(addresses[0]));

        await AppendAsync(teacher, addresses[1], 0, Content[..10]);
        await using (var context = await server.Services.GetRequiredService<IDbContextFactory<ConferenceDbContext>>().CreateDbContextAsync(Cancellation))
        {
            var id = IdOf(addresses[1]);
            var longAgo = DateTimeOffset.UtcNow.AddDays(-4);
            await context.Uploads.Where(u => u.Id == id).ExecuteUpdateAsync(set => set.SetProperty(u => u.TouchedAt, longAgo), Cancellation);
        }

        await server.Services.GetServices<Microsoft.Extensions.Hosting.IHostedService>().OfType<UploadSweep>().Single().SweepAsync(Cancellation);
        Assert.Equal(3, (await Answers.GetAsync(teacher, "/api/uploads")).GetArrayLength());
        Assert.Empty(await ObjectsAsync(addresses[1]));
    }

    [Fact]
    public async Task Options_tell_what_is_spoken_here()
    {
        using var guest = server.OpenBrowser();
        using var request = new HttpRequestMessage(HttpMethod.Options, "/api/uploads");
        using var answer = await guest.SendAsync(request, Cancellation);

        Assert.Equal(("1.0.0", "creation,termination,expiration"), (answer.Headers.GetValues("Tus-Version").Single(), answer.Headers.GetValues("Tus-Extension").Single()));
        Assert.True(long.Parse(answer.Headers.GetValues("Tus-Max-Size").Single(), System.Globalization.CultureInfo.InvariantCulture) > 1 << 30);
    }

    private async Task<(HttpClient Teacher, string Room)> TeacherAsync()
    {
        var (teacher, _, _) = await server.SignUpAsync(PersonRole.Teacher);
        return (teacher, await ConferenceServer.CreateRoomAsync(teacher));
    }

    private static async Task<string> CreateAsync(HttpClient browser, string room, long length, string? heldAt = null)
    {
        using var answer = await browser.SendAsync(Creation(room, length, "lecture 1.mp4", heldAt), Cancellation);
        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        Assert.True(answer.Headers.Contains("Upload-Expires"));
        return answer.Headers.Location!.OriginalString;
    }

    private static HttpRequestMessage Creation(string room, long length, string name, string? heldAt = null)
    {
        var request = Tus(HttpMethod.Post, "/api/uploads");
        request.Headers.Add("Upload-Length", $"{length}");
        var metadata = $"filename {Encode(name)},room {Encode(room)},title {Encode("Вводная лекция")}";
        request.Headers.Add("Upload-Metadata", heldAt is null ? metadata : $"{metadata},heldAt {Encode(heldAt)}");
        return request;
    }

    private static async Task<long> AppendAsync(HttpClient browser, string address, long offset, byte[] bytes)
    {
        using var answer = await browser.SendAsync(Patch(address, offset, new ByteArrayContent(bytes)), Cancellation);
        Assert.True(answer.StatusCode == HttpStatusCode.NoContent, await answer.Content.ReadAsStringAsync(Cancellation));
        return long.Parse(answer.Headers.GetValues("Upload-Offset").Single(), System.Globalization.CultureInfo.InvariantCulture);
    }

    private static async Task<(long Offset, long Length)> StandsAsync(HttpClient browser, string address)
    {
        using var answer = await browser.SendAsync(Tus(HttpMethod.Head, address), Cancellation);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return (long.Parse(answer.Headers.GetValues("Upload-Offset").Single(), System.Globalization.CultureInfo.InvariantCulture),
            long.Parse(answer.Headers.GetValues("Upload-Length").Single(), System.Globalization.CultureInfo.InvariantCulture));
    }

    private static HttpRequestMessage Patch(string address, long offset, HttpContent content)
    {
        var request = Tus(HttpMethod.Patch, address);
        request.Headers.Add("Upload-Offset", $"{offset}");
        content.Headers.ContentType = new MediaTypeHeaderValue("application/offset+octet-stream");
        request.Content = content;
        return request;
    }

    private static HttpRequestMessage Tus(HttpMethod method, string address) => new(method, address) { Headers = { { "Tus-Resumable", "1.0.0" } } };

    private static ByteArrayContent Bytes(int count) => new(Content[..count]);

    private static Guid IdOf(string address) => Guid.Parse(address.Split('/')[^1]);

    private static string Encode(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));

    private async Task<byte[]> StoredAsync(string address)
    {
        var uploads = server.Services.GetRequiredService<UploadStore>();
        var store = server.Services.GetRequiredService<IObjectStore>();
        using var whole = new MemoryStream();
        foreach (var piece in await uploads.PiecesAsync(IdOf(address), Cancellation))
        {
            Assert.Equal(whole.Length, piece.Position);
            await using var stored = await store.OpenAsync(piece.ObjectKey, null, Cancellation);
            await stored!.Content.CopyToAsync(whole, Cancellation);
        }

        return whole.ToArray();
    }

    private async Task<List<string>> ObjectsAsync(string address)
    {
        var keys = new List<string>();
        await foreach (var (key, _) in server.Services.GetRequiredService<IObjectStore>().ListAsync($"uploads/{IdOf(address):N}/", Cancellation)) keys.Add(key);
        return keys;
    }

    /// <summary>Gives its bytes, then breaks.</summary>
    private sealed class BrokenStream(byte[] bytes) : MemoryStream(bytes)
    {
        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            await base.ReadAsync(buffer, cancellationToken) is var read and > 0 ? read : throw new IOException("The line is cut.");
    }
}
