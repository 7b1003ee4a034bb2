using System.Text.Json.Nodes;
using Conference.EndToEnd.Tests.Browsers;
using Conference.EndToEnd.Tests.Lectures;
using Conference.EndToEnd.Tests.Servers;
using Conference.Testing.Media;

namespace Conference.EndToEnd.Tests.Recordings;

/// <summary>
/// One lecture that was held and recorded once, for all tests that look at its recording: a teacher and a Firefox whose picture and sound come
/// from one clock, a student with ordinary fake devices, and a shared screen for some of the time.
/// </summary>
public sealed class RecordedLecture(LectureHall hall) : IAsyncLifetime
{
    /// <summary>The words of the teacher's mark and of the student's message, both in the first half.</summary>
    public const string Mark = "Eigenvectors", Message = "Is this on page 42?";

    private static readonly TimeSpan Length = TimeSpan.FromSeconds(24);

    private readonly Dictionary<string, RecordedVideo> _videos = [];
    private readonly Dictionary<string, RecordedAudio> _audios = [];
    private Account _staff = null!;

    public Attendee Teacher { get; private set; } = null!;

    public Attendee Student { get; private set; } = null!;

    public Attendee Firefox { get; private set; } = null!;

    public Account Staff => _staff;

    public ConferenceServer Server => hall.Server;

    public Chromium Browser => hall.AnnasBrowser;

    /// <summary>From the moment the page says that recording runs to the click that ends it.</summary>
    public TimeSpan Truth { get; private set; }

    /// <summary>From that click until the recording is ready.</summary>
    public TimeSpan Finishing { get; private set; }

    /// <summary>Frames of each camera, by its owner's name, and of the screen ("screen") that their browsers have sent while it was recorded: how many they make is theirs.</summary>
    public Dictionary<string, int> Sent { get; } = [];

    /// <summary>When the page said that the screen is shared, and when that it no longer is; milliseconds of the recording.</summary>
    public (double From, double To) Shared { get; private set; }

    /// <summary>What GET /api/recordings/{id} says.</summary>
    public JsonNode Detail { get; private set; } = null!;

    public string Id => (string)Detail["id"]!;

    public async ValueTask InitializeAsync()
    {
        var ct = CancellationToken.None;
        await hall.EmptyAsync(ct);
        _staff = await hall.Administrator.InviteAsync("staff", "Ivan Archive", ct);
        var room = await hall.TeacherAccount.CreateRoomAsync("A lecture on record", ct);
        var site = hall.Server.Address;
        Teacher = new Attendee(await hall.TeacherBrowser.OpenAsync("recorded teacher", Script.Source(8, 1000)), hall.Teacher.Name, 8, 1000, site);
        Student = new Attendee(await hall.AnnasBrowser.OpenAsync("recorded student"), "Anna", hall.Anna.Sender, hall.Anna.Tone, site);
        var prefs = new Dictionary<string, object>();
        Firefox = new Attendee(await FirefoxTab.StartAsync("Firefox", prefs, ct, Script.Source(6, 1320)), "Fiona Fox", 6, 1320, site);
        await Teacher.SignInAsync(hall.TeacherAccount);
        Attendee[] everybody = [Teacher, Student, Firefox];
        foreach (var attendee in everybody) await attendee.EnterAsync(room, ct);
        await Student.SayAsync("This was before the recording", ct);
        foreach (var viewer in everybody)
        {
            foreach (var other in everybody.Where(other => other != viewer)) await viewer.SeesAsync(other, ct);
        }

        await Teacher.Tab.ClickAsync("record-button", ct);
        foreach (var attendee in everybody)
        {
            await Until.ValueAsync(() => attendee.AttributeAsync("recording-pill", "data-state", ct), state => state == "recording", 30,
                $"{attendee.Name} sees that a recording runs", ct);
        }
        var begun = TimeProvider.System.GetTimestamp();
        var since = DateTimeOffset.Parse((string)(await ListingAsync(room, ct))["startedAt"]!, System.Globalization.CultureInfo.InvariantCulture);
        foreach (var attendee in everybody) Sent[attendee.Name] = -await attendee.Tab.SentAsync("camera", ct);
        await Student.SayAsync(Message, ct);
        await Teacher.Tab.ClickAsync("mark-button", ct);
        await Teacher.Tab.FillAsync("mark-title", Mark, ct);
        await Teacher.Tab.ClickAsync("mark-confirm", ct);
        await WaitAsync(begun, Length / 4, ct);
        await Teacher.TurnOnAsync("share-button", ct);
        var sharing = TimeProvider.System.GetTimestamp();
        var from = (DateTimeOffset.UtcNow - since).TotalMilliseconds;
        await WaitAsync(sharing, Length / 2, ct);
        Sent["screen"] = await Teacher.Tab.SentAsync("screen", ct);
        await Teacher.TurnOffAsync("share-button", ct);
        Shared = (from, (DateTimeOffset.UtcNow - since).TotalMilliseconds);
        // Also while it is recorded Firefox hears and is heard.
        await Firefox.HearsAsync(Teacher, ct);
        await Teacher.HearsAsync(Firefox, ct);
        await WaitAsync(begun, Length, ct);
        foreach (var attendee in everybody) Sent[attendee.Name] += await attendee.Tab.SentAsync("camera", ct);
        await Teacher.Tab.ClickAsync("record-button", ct);
        await Teacher.Tab.ClickAsync("record-stop-confirm", ct);
        var ended = TimeProvider.System.GetTimestamp();
        Truth = DateTimeOffset.UtcNow - since - TimeProvider.System.GetElapsedTime(ended);

        var ready = await Until.ValueAsync(() => ListingAsync(room, ct), listing => (string)listing["state"]! is "ready" or "failed", 60, "the recording is ready", ct);
        Finishing = TimeProvider.System.GetElapsedTime(ended);
        Detail = await _staff.GetAsync($"/api/recordings/{(string)ready["id"]!}", ct);
        await Teacher.Tab.ClickAsync("end-button", ct);
        await Teacher.Tab.ClickAsync("end-confirm", ct);
        foreach (var attendee in everybody) await attendee.Tab.WaitForAsync("room-ended", ct);
        foreach (var attendee in everybody) await attendee.DisposeAsync();
        Figures.Keep("recording", new { TruthSeconds = Truth.TotalSeconds, FinishingSeconds = Finishing.TotalSeconds, Sent, Detail });
    }

    /// <summary>The renditions of one kind, of one participant if named.</summary>
    public IReadOnlyList<JsonNode> Renditions(string kind, string? participant = null) =>
        [.. Detail["renditions"]!.AsArray().Select(rendition => rendition!)
            .Where(rendition => (string)rendition["kind"]! == kind && (participant is null || (string?)rendition["participant"] == participant))];

    public async Task<RecordedVideo> VideoAsync(JsonNode rendition, CancellationToken cancellationToken)
    {
        var id = (string)rendition["id"]!;
        if (!_videos.TryGetValue(id, out var video)) _videos[id] = video = await RecordedVideo.ReadAsync(Address(rendition), Options(), cancellationToken);
        return video;
    }

    public async Task<RecordedAudio> AudioAsync(JsonNode rendition, CancellationToken cancellationToken)
    {
        var id = (string)rendition["id"]!;
        if (!_audios.TryGetValue(id, out var audio)) _audios[id] = audio = await RecordedAudio.ReadAsync(Address(rendition), Options(), cancellationToken);
        return audio;
    }

    /// <summary>The address of the rendition's playlist, for a program that is not a browser.</summary>
    public string Address(JsonNode rendition) => new Uri(hall.Server.Address, (string)rendition["playlist"]!).ToString();

    /// <summary>What ffmpeg and ffprobe need to be let in.</summary>
    public string[] Options() => ["-headers", $"Cookie: {_staff.Cookie.Name}={_staff.Cookie.Value}\r\n"];

    public ValueTask DisposeAsync()
    {
        _staff.Dispose();
        return ValueTask.CompletedTask;
    }

    private async Task<JsonNode> ListingAsync(string room, CancellationToken cancellationToken) =>
        (await _staff.GetAsync($"/api/recordings?room={room}", cancellationToken)).AsArray().Single()!;

    private static Task WaitAsync(long since, TimeSpan length, CancellationToken cancellationToken) => Until.TrueAsync(
        () => Task.FromResult(TimeProvider.System.GetElapsedTime(since) >= length), 60, "the lecture has gone on for a while", cancellationToken);
}
