using Conference.EndToEnd.Tests.Browsers;
using Conference.EndToEnd.Tests.Servers;
using Conference.Testing.Media;
using Microsoft.Playwright;

namespace Conference.EndToEnd.Tests.Lectures;

/// <summary>
/// What the lecture tests share, because starting it costs more than most of them: one server, three people in three Chromiums, and a lecture
/// that goes on from test to test. A test begins with <see cref="GatherAsync"/>, which mends whatever the test before it left behind, so that each
/// stands alone, in any order.
/// </summary>
public sealed class LectureHall : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("conference-hall-").FullName;
    private readonly List<IAsyncDisposable> _toDispose = [];
    private string _room = "";

    public ConferenceServer Server { get; private set; } = null!;

    /// <summary>The network that <see cref="Boris"/> sits behind.</summary>
    public NetworkNamespace Network { get; private set; } = null!;

    public Account Administrator { get; private set; } = null!;

    public Account TeacherAccount { get; private set; } = null!;

    public Attendee Teacher { get; private set; } = null!;

    public Attendee Anna { get; private set; } = null!;

    /// <summary>Behind a cable that can be cut.</summary>
    public Attendee Boris { get; private set; } = null!;

    /// <summary>The teacher's browser, for further tabs.</summary>
    public Chromium TeacherBrowser { get; private set; } = null!;

    public Chromium AnnasBrowser { get; private set; } = null!;

    /// <summary>The code of the room where the lecture goes on.</summary>
    public string Room => _room;

    private Attendee[] Everybody => [Teacher, Anna, Boris];

    public async ValueTask InitializeAsync()
    {
        var ct = CancellationToken.None;
        Network = Keep(await NetworkNamespace.CreateAsync());
        Server = Keep(await ConferenceServer.StartAsync(ct));
        Administrator = await Account.AcceptAsync(Server.Address, await Server.AdministratorTokenAsync(ct), "Olga Admin", ct);
        TeacherAccount = await Administrator.InviteAsync("teacher", "Maria Curie", ct);

        (TeacherBrowser, Teacher) = await SeatAsync("Maria Curie", 1, 440, Server.Address, Chromium.Installed);
        await Teacher.SignInAsync(TeacherAccount);
        (AnnasBrowser, Anna) = await SeatAsync("Anna", 2, 660, Server.Address, Chromium.Installed);
        var inside = new Uri($"http://{Network.HostAddress}:{Server.Port}");
        (_, Boris) = await SeatAsync("Борис", 3, 880, inside, Network.Chromium, $"--unsafely-treat-insecure-origin-as-secure={inside.GetLeftPart(UriPartial.Authority)}");
        _room = await TeacherAccount.CreateRoomAsync("Radioactivity", ct);
    }

    /// <summary>
    /// The three are in the room and nobody else, with everything on that a lecture begins with (both switches, cameras, microphones) and everything
    /// off that it does not (shared screens, recording), and everybody sees everybody; what was heard before is forgotten.
    /// </summary>
    public async Task GatherAsync(CancellationToken cancellationToken)
    {
        await Network.MendAsync();
        try
        {
            await MendAsync(cancellationToken);
        }
        catch (Exception trouble) when (trouble is Xunit.Sdk.XunitException or PlaywrightException or TimeoutException)
        {
            // A test has left a page behind that cannot be brought back from inside; it has said so itself, and the next begins with new pages.
            TestContext.Current.AddWarning($"The hall could not be mended, everybody comes in anew. {trouble.Message}");
            foreach (var attendee in Everybody) await attendee.ForgetAsync(cancellationToken);
            _room = await TeacherAccount.CreateRoomAsync("Radioactivity", cancellationToken); // in the old one their places are kept for a while
            await MendAsync(cancellationToken);
        }
    }

    /// <summary>Everybody goes home, so that another lecture has the processor to itself.</summary>
    public async Task EmptyAsync(CancellationToken cancellationToken)
    {
        foreach (var attendee in Everybody)
        {
            if (await attendee.Tab.HasAsync("room", cancellationToken)) await attendee.LeaveAsync(cancellationToken);
        }
    }

    public async ValueTask DisposeAsync()
    {
        Administrator?.Dispose();
        TeacherAccount?.Dispose();
        _toDispose.Reverse(); // browsers before the server and the network they use
        foreach (var kept in _toDispose) await kept.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private async Task MendAsync(CancellationToken cancellationToken)
    {
        foreach (var attendee in Everybody)
        {
            if (!await attendee.Tab.HasAsync("room", cancellationToken)) await attendee.EnterAsync(_room, cancellationToken);
            await attendee.Tab.WaitForGoneAsync("reconnecting", cancellationToken, 30);
        }
        await Teacher.SwitchAsync("switch-speak", true, cancellationToken);
        await Teacher.SwitchAsync("switch-camera", true, cancellationToken);
        if (await Teacher.AttributeAsync("record-button", "aria-pressed", cancellationToken) == "true")
        {
            await Teacher.Tab.ClickAsync("record-button", cancellationToken);
            await Teacher.Tab.ClickAsync("record-stop-confirm", cancellationToken);
        }
        await Teacher.Tab.WaitForGoneAsync("recording-pill", cancellationToken, 60);
        foreach (var attendee in Everybody)
        {
            await attendee.TurnOnAsync("mic-button", cancellationToken);
            await attendee.TurnOnAsync("camera-button", cancellationToken);
            await attendee.TurnOffAsync("share-button", cancellationToken);
        }
        await Teacher.SeesRosterAsync(cancellationToken, [.. Everybody.Select(attendee => attendee.Name)]);
        foreach (var viewer in Everybody)
        {
            foreach (var other in Everybody.Where(other => other != viewer)) await viewer.SeesAsync(other, cancellationToken);
            await viewer.Tab.EvaluateAsync<bool>("probe.hush() ?? true", cancellationToken);
        }
    }

    private async Task<(Chromium Browser, Attendee Attendee)> SeatAsync(string name, int sender, int tone, Uri site, string executable, params string[] flags)
    {
        var devices = await FakeDevices.MakeAsync(_folder, sender, tone, CancellationToken.None);
        var browser = Keep(await Chromium.StartAsync(devices, executable, flags));
        return (browser, new Attendee(await browser.OpenAsync(name), name, sender, tone, site));
    }

    private T Keep<T>(T disposable)
        where T : IAsyncDisposable
    {
        _toDispose.Add(disposable);
        return disposable;
    }
}
