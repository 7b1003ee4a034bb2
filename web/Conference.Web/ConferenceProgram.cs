using System.Collections;
using System.Net.Sockets;
using Conference.Rooms.Storage;
using Conference.Web.Accounts;
using Conference.Web.Hosting;
using Conference.Web.Settings;
using Npgsql;

namespace Conference.Web;

/// <summary>The life of the process: settings, database, start, the sentences on the console, stop.</summary>
internal static class ConferenceProgram
{
    /// <summary>A wrong setting, or something outside that the start needs and that a setting names.</summary>
    private const int WrongSetting = 2;

    /// <summary>How the media plane begins its sentences about wrong settings.</summary>
    private const string MediaPlane = "Sfu:";

    /// <summary>And the recorder its own.</summary>
    private const string Recorder = "Recorder settings:";

    public static async Task<int> RunAsync(string[] arguments)
    {
        try
        {
            var commandLine = CommandLine.Parse(arguments);
            if (commandLine.Help)
            {
                Console.WriteLine(CommandLine.HelpText);
                return 0;
            }

            var options = OptionsReader.Read(commandLine.Config, ReadEnvironment());
            await using var app = ConferenceApplication.Build(options);
            await StartAsync(app, options);
            await app.WaitForShutdownAsync();
            return 0;
        }
        catch (Exception e) when (e is SettingException or MigrationException)
        {
            await Console.Error.WriteLineAsync(e.Message);
            return WrongSetting;
        }
    }

    private static async Task StartAsync(WebApplication app, ConferenceOptions options)
    {
        await NeedDatabaseAsync(app.Services.GetRequiredService<Migrator>().MigrateAsync(CancellationToken.None));
        try
        {
            await app.StartAsync();
        }
        catch (ArgumentException e) when (e.Message.StartsWith(MediaPlane, StringComparison.Ordinal))
        {
            throw new SettingException($"The media plane cannot start (settings udpPort, workers, publicAddress): {e.Message[MediaPlane.Length..]}");
        }
        catch (InvalidOperationException e) when (e.Message.StartsWith(Recorder, StringComparison.Ordinal))
        {
            throw new SettingException($"The recorder cannot start (settings ffmpeg, stores, storeFolder, s3...): {e.Message[Recorder.Length..].Trim()}");
        }
        catch (IOException e) when (e.Message.Contains("bind", StringComparison.OrdinalIgnoreCase))
        {
            throw new SettingException($"The pages cannot be served (settings port, httpsPort, listen): {e.Message}");
        }

        var origin = app.Services.GetRequiredService<PublicOrigin>();
        Console.WriteLine($"Conference serves {origin.Local}");
        if (origin.SecureLan is { } lan) Console.WriteLine($"On the local network: {lan} (browsers warn once: the certificate is this machine's own)");
        var invited = app.Services.GetRequiredService<FirstAdministrator>().InviteAsync(origin.Local, CancellationToken.None);
        await NeedDatabaseAsync(invited);
        if (await invited is { } link) Console.WriteLine($"First sign-in of the administrator: {link}");
    }

    private static async Task NeedDatabaseAsync(Task step)
    {
        try
        {
            await step;
        }
        catch (Exception e) when (e.GetBaseException() is NpgsqlException or TimeoutException or SocketException)
        {
            throw new SettingException($"The database (setting database, CONFERENCE_DATABASE) cannot be used: {e.GetBaseException().Message}");
        }
    }

    private static Dictionary<string, string> ReadEnvironment() =>
        Environment.GetEnvironmentVariables().Cast<DictionaryEntry>()
            .ToDictionary(entry => (string)entry.Key, entry => (string?)entry.Value ?? "", StringComparer.Ordinal);
}
