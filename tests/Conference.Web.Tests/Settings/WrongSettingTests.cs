namespace Conference.Web.Tests.Settings;

/// <summary>A wrong setting stops the real program with one sentence that names it, exit code 2 and no stack trace.</summary>
public sealed class WrongSettingTests : IDisposable
{
    private readonly string _data = Directory.CreateTempSubdirectory("conference-settings-").FullName;

    public void Dispose() => Directory.Delete(_data, recursive: true);

    [Fact]
    public async Task A_port_that_is_no_number_is_named_with_what_is_allowed() =>
        await RefusedAsync(With("CONFERENCE_PORT", "eighty"), "Setting CONFERENCE_PORT is \"eighty\": it must be a whole number from 0 to 65535.");

    [Fact]
    public async Task An_ice_server_that_no_browser_would_take_is_named() => await RefusedAsync(
        With("CONFERENCE_ICE_SERVERS", "stun.example.org"),
        "Setting CONFERENCE_ICE_SERVERS is \"stun.example.org\": \"stun.example.org\" in it is not the address of a STUN or TURN server");

    [Fact]
    public async Task A_missing_database_is_named() => await RefusedAsync(
        new Dictionary<string, string> { ["CONFERENCE_DATA"] = _data }, "Setting database (CONFERENCE_DATABASE) is missing: it must be a PostgreSQL connection string");

    [Fact]
    public async Task A_database_that_does_not_answer_is_named() => await RefusedAsync(
        With("CONFERENCE_DATABASE", $"Host={_data};Database=conference;Timeout=3"), "The database (setting database, CONFERENCE_DATABASE) cannot be used");

    [Fact]
    public async Task A_misspelt_name_in_the_file_is_named()
    {
        File.WriteAllText(Path.Combine(_data, "conference.json"), """{ "udpPort": 41000, "udpPrt": 1 }""");
        await RefusedAsync(With("CONFERENCE_PORT", "0"), "has \"udpPrt\", which is no setting");
    }

    [Fact]
    public async Task A_file_that_is_no_json_is_named_with_its_line()
    {
        var file = Path.Combine(_data, "other.json");
        File.WriteAllText(file, "{\n  \"port\": 8080,\n  oops\n}");
        await RefusedAsync(With("CONFERENCE_PORT", "0"), $"{file} is not JSON: see line 3.", "--config", file);
    }

    [Fact]
    public async Task A_certificate_that_is_none_is_named()
    {
        var file = Path.Combine(_data, "certificate.pem");
        File.WriteAllText(file, "not a certificate");
        var settings = With("CONFERENCE_CERTIFICATE", file);
        settings["CONFERENCE_KEY"] = file;
        await RefusedAsync(settings, $"{file} (setting certificate)");
    }

    [Fact]
    public async Task An_unknown_option_is_named() =>
        await RefusedAsync(With("CONFERENCE_PORT", "0"), "There is no option --prot; --help lists what there is.", "--prot");

    [Fact]
    public async Task Help_tells_every_setting_and_ends_well()
    {
        using var program = ConferenceProcess.Start(new Dictionary<string, string>(), "--help");
        var (exitCode, output, errors) = await program.EndAsync();

        Assert.Equal((0, ""), (exitCode, errors));
        Assert.Contains("publicAddress", output, StringComparison.Ordinal);
    }

    private Dictionary<string, string> With(string name, string value) => new(StringComparer.Ordinal)
    {
        ["CONFERENCE_DATA"] = _data, ["CONFERENCE_DATABASE"] = $"Host={_data};Database=conference", [name] = value,
    };

    private static async Task RefusedAsync(Dictionary<string, string> settings, string sentence, params string[] arguments)
    {
        using var program = ConferenceProcess.Start(settings, arguments);
        var (exitCode, output, errors) = await program.EndAsync();

        Assert.Contains(sentence, errors, StringComparison.Ordinal);
        Assert.Equal(2, exitCode);
        Assert.Single(errors.Trim().Split('\n'));
        Assert.DoesNotContain("   at ", output + errors, StringComparison.Ordinal);
    }
}
