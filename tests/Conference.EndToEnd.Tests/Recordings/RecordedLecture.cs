using Conference.EndToEnd.Tests.Browsers;
using Conference.EndToEnd.Tests.Lectures;
using Conference.EndToEnd.Tests.Servers;

namespace Conference.EndToEnd.Tests.Recordings;

/// <summary>
/// One lecture that was held and recorded once, for all tests that look at its recording: a teacher and a Firefox whose picture and sound come
/// from one clock, a student with ordinary fake devices, and a shared screen for some of the time.
/// </summary>
public sealed class RecordedLecture(LectureHall hall) : IAsyncLifetime
{
    /// <summary>The words of the teacher's mark and of the student's message, both in the first half.</summary>
    public const string Mark = "Eigenvectors", Message = "Is this on page 42?";

    /// <summary>Seconds.</summary>
    private const double Length = 24;

    private Account _staff = null!;

    public Attendee Teacher { get; private set; } = null!;

    public Attendee Student { get; private set; } = null!;

    public Attendee Firefox { get; private set; } = null!;

    public Account Staff => _staff;

    public Account Administrator => hall.Administrator;

    public ConferenceServer Server => hall.Server;

    public Chromium Browser => hall.AnnasBrowser;

    /// <summary>The code of the room that it was held in.</summary>
    public string Room { get; private set; } = "";

    public FinishedRecording Recording { get; private set; } = null!;

    /// <summary>Frames of each camera, by its owner's name, and of the screen ("screen") that their browsers have sent while it was recorded: how many they make is theirs.</summary>
    public Dictionary<string, int> Sent { get; } = [];

    /// <summary>When the page said that the screen is shared, and when that it no longer is; milliseconds of the recording.</summary>
    public (double From, double To) Shared { get; private set; }

    public async ValueTask InitializeAsync()
    {
        var ct = CancellationToken.None;
        await hall.EmptyAsync(ct);
        _staff = await hall.Administrator.InviteAsync("staff", "Ivan Archive", ct);
        Room = await hall.TeacherAccount.CreateRoomAsync("A lecture on record", ct);
        var site = hall.Server.Address;
        Teacher = new Attendee(await hall.TeacherBrowser.OpenAsync("recorded teacher", Script.Source(8, 1000)), hall.Teacher.Name, 8, 1000, site);
        Student = new Attendee(await hall.AnnasBrowser.OpenAsync("recorded student"), "Anna", hall.Anna.Sender, hall.Anna.Tone, site);
        var prefs = new Dictionary<string, object>();
        Firefox = new Attendee(await FirefoxTab.StartAsync("Firefox", prefs, ct, Script.Source(6, 1320)), "Fiona Fox", 6, 1320, site);
        await Teacher.SignInAsync(hall.TeacherAccount);
        Attendee[] everybody = [Teacher, Student, Firefox];
        foreach (var attendee in everybody) await attendee.EnterAsync(Room, ct);
        await Student.SayAsync("This was before the recording", ct);
        foreach (var viewer in everybody)
        {
            foreach (var other in everybody.Where(other => other != viewer)) await viewer.SeesAsync(other, ct);
        }

        var running = await RunningRecording.StartAsync(Teacher, _staff, Room, ct);
        foreach (var attendee in everybody) await attendee.SeesRecordingAsync("recording", ct);
        var begun = running.Seconds;
        foreach (var attendee in everybody) Sent[attendee.Name] = -await attendee.Tab.SentAsync("camera", ct);
        await Student.SayAsync(Message, ct);
        await Teacher.Tab.ClickAsync("mark-button", ct);
        await Teacher.Tab.FillAsync("mark-title", Mark, ct);
        await Teacher.Tab.ClickAsync("mark-confirm", ct);
        await running.WaitUntilAsync(begun + (Length / 4), ct);
        await Teacher.TurnOnAsync("share-button", ct);
        var shared = running.Seconds;
        await running.WaitUntilAsync(shared + (Length / 2), ct);
        Sent["screen"] = await Teacher.Tab.SentAsync("screen", ct);
        await Teacher.TurnOffAsync("share-button", ct);
        Shared = (shared * 1000, running.Seconds * 1000);
        // Also while it is recorded Firefox hears and is heard.
        await Firefox.HearsAsync(Teacher, ct);
        await Teacher.HearsAsync(Firefox, ct);
        await running.WaitUntilAsync(begun + Length, ct);
        foreach (var attendee in everybody) Sent[attendee.Name] += await attendee.Tab.SentAsync("camera", ct);
        Recording = await running.StopAsync(ct);
        await Teacher.EndAsync(ct);
        foreach (var attendee in everybody) await attendee.Tab.WaitForAsync("room-ended", ct);
        foreach (var attendee in everybody) await attendee.DisposeAsync();
        Figures.Keep("recording", new { TruthSeconds = Recording.Truth.TotalSeconds, FinishingSeconds = Recording.Finishing.TotalSeconds, Sent, Recording.Detail });
    }

    public ValueTask DisposeAsync()
    {
        _staff.Dispose();
        return ValueTask.CompletedTask;
    }
}
