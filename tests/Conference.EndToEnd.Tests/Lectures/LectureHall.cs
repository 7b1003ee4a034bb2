using Conference.EndToEnd.Tests.Browsers;
using Conference.EndToEnd.Tests.Servers;
using Conference.Testing.Media;

namespace Conference.EndToEnd.Tests.Lectures;

/// <summary>
/// What the lecture tests share, because starting it costs more than most of them: one server, three people in three Chromiums, and a lecture
/// that goes on from test to test. A test begins with <see cref="GatherAsync"/>, which brings everybody (back) into the room.
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

    /// <summary>Everybody is in the room with everything on, and sees everybody.</summary>
    public async Task GatherAsync(CancellationToken cancellationToken)
    {
        Attendee[] everybody = [Teacher, Anna, Boris];
        foreach (var attendee in everybody)
        {
            if (!await attendee.Tab.HasAsync("room", cancellationToken)) await attendee.EnterAsync(_room, cancellationToken);
        }
        foreach (var viewer in everybody)
        {
            foreach (var other in everybody)
            {
                if (viewer != other) await viewer.SeesAsync(other, cancellationToken);
            }
        }
    }

    /// <summary>Everybody goes home, so that another lecture has the processor to itself.</summary>
    public async Task EmptyAsync(CancellationToken cancellationToken)
    {
        foreach (var attendee in (Attendee[])[Teacher, Anna, Boris])
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
