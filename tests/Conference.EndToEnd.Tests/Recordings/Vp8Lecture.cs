using System.Net;
using System.Text.Json.Nodes;
using Conference.EndToEnd.Tests.Browsers;
using Conference.EndToEnd.Tests.Lectures;
using Conference.EndToEnd.Tests.Servers;
using Conference.Testing;

namespace Conference.EndToEnd.Tests.Recordings;

/// <summary>
/// One lecture for all tests that look at its recording: a student whose browser sends no video but VP8, beside a teacher who sends what everybody else does. It lies in an
/// S3 server, to which browsers are sent by links that expire after two seconds.
/// </summary>
public sealed class Vp8Lecture(LectureHall hall) : IAsyncLifetime
{
    /// <summary>Seconds.</summary>
    private const double Length = 18;

    private CephServer? _store;
    private ConferenceServer? _server;

    public Account Owner { get; private set; } = null!;

    public Chromium Browser => hall.TeacherBrowser;

    public Uri Site => _server!.Address;

    /// <summary>Where links lead.</summary>
    public Uri Store => _store!.PublicEndpoint;

    /// <summary>The numbers in the pictures.</summary>
    public (int Teacher, int Student) Senders => (hall.Teacher.Sender, hall.Anna.Sender);

    /// <summary>What both browsers said they send.</summary>
    public (string Teacher, string Student) Codecs { get; private set; }

    public FinishedRecording Recording { get; private set; } = null!;

    public JsonNode Camera(string format) => Recording.Renditions("camera").Single(rendition => (string)rendition["format"]! == format);

    public async ValueTask InitializeAsync()
    {
        try
        {
            await HoldAsync(CancellationToken.None);
        }
        catch
        {
            // Nobody else would stop what has been started.
            await DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        Owner?.Dispose();
        if (_server is not null) await _server.DisposeAsync();
        if (_store is not null) await _store.DisposeAsync();
    }

    public async Task SignInAsync(BrowserTab tab) => await new Attendee(tab, Owner.Name, 0, 0, Site).SignInAsync(Owner);

    /// <summary>Where the server sends somebody who asks for the address.</summary>
    public async Task<Uri> LinkAsync(string path, CancellationToken cancellationToken)
    {
        using var client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false });
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(Site, path));
        request.Headers.Add("Cookie", $"{Owner.Cookie.Name}={Owner.Cookie.Value}");
        using var answer = await client.SendAsync(request, cancellationToken);
        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        return answer.Headers.Location!;
    }

    private async Task HoldAsync(CancellationToken ct)
    {
        await hall.EmptyAsync(ct);
        _store = await CephServer.StartAsync(ct);
        _server = await ConferenceServer.StartAsync(_store, ct);
        Owner = await Account.AcceptAsync(Site, await _server.AdministratorTokenAsync(ct), "Paula Planck", ct);
        var room = await Owner.CreateRoomAsync("An old codec", ct);
        await using var teacher = new Attendee(await hall.TeacherBrowser.OpenAsync("vp8 teacher"), Owner.Name, hall.Teacher.Sender, hall.Teacher.Tone, Site);
        await using var student = new Attendee(await hall.AnnasBrowser.OpenAsync("vp8 student", Script.Vp8Alone), "Otto", hall.Anna.Sender, hall.Anna.Tone, Site);
        await teacher.SignInAsync(Owner);
        await teacher.EnterAsync(room, ct);
        await student.EnterAsync(room, ct);
        await teacher.SeesAsync(student, ct);
        await student.SeesAsync(teacher, ct);
        Codecs = (await SentCodecAsync(teacher, ct), await SentCodecAsync(student, ct));
        // Chromium may begin with a quarter of the picture until it trusts path and processor; the file's header tells the size that it began with.
        await Until.ValueAsync(() => SentWidthAsync(student, ct), width => width == 640, 60, $"{student.Name} sends whole pictures", ct);

        var running = await RunningRecording.StartAsync(teacher, Owner, room, ct);
        await running.WaitUntilAsync(Length, ct);
        Recording = await running.StopAsync(ct);
        await teacher.EndAsync(ct);
        await student.Tab.WaitForAsync("room-ended", ct);
    }

    /// <summary>The codecs of the video that this page sends, as its own statistics tell.</summary>
    private static Task<string> SentCodecAsync(Attendee attendee, CancellationToken cancellationToken) => attendee.Tab.EvaluateAsync<string>(
        "probe.stats().then((found) => found.filter(({ type, kind }) => type === 'outbound-rtp' && kind === 'video').map(({ codec }) => codec).join())", cancellationToken);

    private static Task<int> SentWidthAsync(Attendee attendee, CancellationToken cancellationToken) => attendee.Tab.EvaluateAsync<int>(
        "probe.stats().then((found) => found.find(({ type, kind }) => type === 'outbound-rtp' && kind === 'video')?.width ?? 0)", cancellationToken);
}
