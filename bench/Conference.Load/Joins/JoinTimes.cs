using Conference.EndToEnd.Tests;
using Conference.EndToEnd.Tests.Browsers;
using Conference.EndToEnd.Tests.Lectures;
using Conference.EndToEnd.Tests.Servers;
using Conference.Load.Measuring;
using Conference.Testing.Media;

namespace Conference.Load.Joins;

/// <summary>
/// "join": a teacher publishes from one Chromium; in another a student joins, sees the teacher, and leaves, again and again with a fresh browser
/// profile each time. The whole product runs: pages, hub, database, media. Server and browsers share the machine.
/// </summary>
internal sealed class JoinTimes(LoadOptions options)
{
    private const int TeachersPicture = 1, StudentsPicture = 2;

    public async Task<JoinResult> RunAsync(CancellationToken cancellationToken)
    {
        var folder = Directory.CreateTempSubdirectory("conference-join-").FullName;
        try
        {
            await using var server = await ConferenceServer.StartAsync(cancellationToken);
            using var administrator = await Account.AcceptAsync(server.Address, await server.AdministratorTokenAsync(cancellationToken), "Olga Admin", cancellationToken);
            using var account = await administrator.InviteAsync("teacher", "Maria Curie", cancellationToken);
            var room = await account.CreateRoomAsync("Radioactivity", cancellationToken);
            await using var teachersBrowser = await Chromium.StartAsync(await FakeDevices.MakeAsync(folder, TeachersPicture, 440, cancellationToken));
            await using var teacher = new Attendee(await teachersBrowser.OpenAsync("teacher"), "Maria Curie", TeachersPicture, 440, server.Address);
            await teacher.SignInAsync(account);
            await teacher.EnterAsync(room, cancellationToken);

            await using var studentsBrowser = await Chromium.StartAsync(await FakeDevices.MakeAsync(folder, StudentsPicture, 660, cancellationToken));
            var times = new List<double>();
            // The first join compiles the server's code and is not one of the many that a lecture sees.
            for (var join = 0; join <= options.Runs; join++)
            {
                var time = await JoinAsync(studentsBrowser, room, server.Address, join, cancellationToken);
                Console.Error.WriteLine($"join {join}/{options.Runs}: {time:F0} ms{(join == 0 ? " (first; not counted)" : "")}");
                if (join > 0) times.Add(time);
            }

            double[] sorted = [.. times.Order()];
            return new JoinResult("conference", "join", Quantile.Of(sorted, 0.5), Quantile.Of(sorted, 0.95), times);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<double> JoinAsync(Chromium browser, string room, Uri site, int number, CancellationToken cancellationToken)
    {
        await using var student = new Attendee(
            await browser.OpenAsync($"student {number}", $"window.joinTeacher = {TeachersPicture};", Script.Read("join.js")), $"Student {number}", StudentsPicture, 660, site);
        await student.EnterAsync(room, cancellationToken);
        var time = await Until.ValueAsync(
            () => student.Tab.EvaluateAsync<double>("joinTime()", cancellationToken), value => value >= 0, 30, "the teacher's picture appears", cancellationToken);
        await student.LeaveAsync(cancellationToken);
        return time;
    }
}
