using Conference.Recorder.Storage;
using Conference.Web.Settings;

namespace Conference.Web.Tests.Settings;

public sealed class OptionsReaderTests : IDisposable
{
    private const string Database = "Host=/run/postgresql;Database=conference;Password=very secret";
    private readonly string _data = Directory.CreateTempSubdirectory("conference-options-").FullName;

    public void Dispose() => Directory.Delete(_data, recursive: true);

    [Fact]
    public void The_environment_wins_over_the_file_and_the_file_over_the_defaults()
    {
        File.WriteAllText(
            Path.Combine(_data, "conference.json"),
            """{ "port": 9000, "udpPort": 41000, "behindProxy": true, "publicAddress": ["192.0.2.1", "2001:db8::1"], "languages": "ru,en" /* first */ }""");

        var options = Read(("port", "9001"), ("knownProxies", "10.0.0.0/8, 192.0.2.7"));

        Assert.Equal((9001, 41000, true, 8443), (options.Port, options.UdpPort, options.BehindProxy, options.HttpsPort));
        Assert.Equal([IPAddress.Parse("192.0.2.1"), IPAddress.Parse("2001:db8::1")], options.PublicAddresses);
        Assert.Equal(["ru", "en"], options.Languages);
        Assert.Equal(["10.0.0.0/8", "192.0.2.7/32"], options.KnownProxies.Select(network => network.ToString()));
        Assert.Equal([new StoreTargetOptions("folder") { Folder = Path.Combine(_data, "recordings") }], options.Stores);
    }

    [Theory]
    [InlineData("udpPort", "65536", "a whole number from 0 to 65535")]
    [InlineData("udpPort", "-1", "a whole number from 0 to 65535")]
    [InlineData("workers", "257", "a whole number from 0 to 256")]
    [InlineData("roomCapacity", "1", "a whole number from 2 to 10000")]
    [InlineData("adminToken", "too short to be a secret", "at least 32 random letters and digits")]
    [InlineData("lan", "maybe", "true or false")]
    [InlineData("url", "lectures.example.org", "an http or https address")]
    [InlineData("listen", "everywhere", "an IPv4 or IPv6 address")]
    [InlineData("publicAddress", "192.0.2.1,0.0.0.0", "\"0.0.0.0\" in it is not")]
    [InlineData("iceServers", "stun:one.example.org,http://two.example.org", "\"http://two.example.org\" in it is not the address of a STUN or TURN server")]
    [InlineData("iceServers", "stun.example.org:3478", "is not the address of a STUN or TURN server")]
    [InlineData("iceServers", "stun://stun.example.org", "is not the address of a STUN or TURN server")]
    [InlineData("iceServers", "stun:stun.example.org:70000", "is not the address of a STUN or TURN server")]
    [InlineData("iceServers", "stun:stun.example.org?transport=udp", "is not the address of a STUN or TURN server")]
    [InlineData("iceServers", "turn:turn.example.org?transport=sctp", "is not the address of a STUN or TURN server")]
    [InlineData("iceServers", "turn:turn.example.org", "turnUsername (CONFERENCE_TURN_USERNAME) is missing: the TURN servers in iceServers need it")]
    [InlineData("turnUsername", "lectures", "it needs a TURN server in iceServers")]
    [InlineData("turnUsername", "two words", "letters, digits and signs of ASCII")]
    [InlineData("knownProxies", "10.0.0.0/99", "a network like 10.0.0.0/8")]
    [InlineData("operators", "everyone", "a network like 10.0.0.0/8")]
    [InlineData("languages", "en,xx", "one of en, ru")]
    [InlineData("certificate", "/nowhere.pem", "needs the setting key")]
    [InlineData("key", "/nowhere.pem", "needs the setting certificate")]
    [InlineData("s3Bucket", "recordings", "s3Endpoint (CONFERENCE_S3_ENDPOINT) is missing")]
    [InlineData("s3Endpoint", "http://minio:9000", "s3Bucket (CONFERENCE_S3_BUCKET) is missing")]
    [InlineData("stores", "campus,Campus", "\"Campus\" in it is not a name of lower-case letters and digits")]
    [InlineData("stores", "campus,campus", "a name must not stand in it twice")]
    [InlineData("stores", "campus", "storeCampusFolder (CONFERENCE_STORE_CAMPUS_FOLDER) is missing: store campus needs it, or storeCampusS3Endpoint")]
    [InlineData("linkSeconds", "0", "a whole number from 1 to 3600")]
    [InlineData("storeFolder", "/proc/nowhere", "a folder that this program may write to")]
    [InlineData("config", "/nowhere.json", "/nowhere.json cannot be read")]
    public void A_wrong_value_is_named_with_what_is_allowed(string name, string value, string allowed)
    {
        var wrong = Assert.Throws<SettingException>(() => Read((name, value)));

        Assert.Contains(allowed, wrong.Message, StringComparison.Ordinal);
        if (name != "config") Assert.Contains("CONFERENCE_", wrong.Message, StringComparison.Ordinal);
        Assert.EndsWith(".", wrong.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Ice_servers_are_told_apart_by_what_they_need()
    {
        var options = Read(
            ("iceServers", "stun:stun.example.org, turn:192.0.2.9:3478?transport=udp, turns:[2001:db8::9]:443?transport=tcp"),
            ("turnUsername", "lectures"), ("turnCredential", "s3cr3t;\"=/"));

        Assert.Equal(2, options.IceServers.Count);
        Assert.Equal(["stun:stun.example.org"], options.IceServers[0].Urls);
        Assert.Equal((null, null), (options.IceServers[0].Username, options.IceServers[0].Credential));
        Assert.Equal(["turn:192.0.2.9:3478?transport=udp", "turns:[2001:db8::9]:443?transport=tcp"], options.IceServers[1].Urls);
        Assert.Equal(("lectures", "s3cr3t;\"=/"), (options.IceServers[1].Username, options.IceServers[1].Credential));
        Assert.Empty(Read().IceServers);
    }

    [Fact]
    public void Stores_come_in_their_order_each_with_its_own_settings_from_file_and_environment()
    {
        File.WriteAllText(
            Path.Combine(_data, "conference.json"),
            $$"""
            { "stores": ["campus", "partner", "attic"], "storeCampusS3Endpoint": "http://minio:9000", "storeCampusS3Bucket": "lectures", "storeCampusS3AccessKey": "me",
              "storeCampusS3PublicEndpoint": "https://media.example.org", "storePartnerS3Endpoint": "https://s3.example.org", "storePartnerS3Bucket": "guests",
              "storePartnerS3AccessKey": "guest", "storePartnerS3SecretKey": "password", "storePartnerS3Region": "eu-north-1", "storeAtticFolder": "{{_data}}/attic" }
            """);

        var stores = Read(("storeCampusS3SecretKey", "secret")).Stores;

        Assert.Equal(["campus", "partner", "attic"], stores.Select(store => store.Name));
        Assert.Equal(
            new S3StoreOptions { Endpoint = new("http://minio:9000"), PublicEndpoint = new("https://media.example.org"), Bucket = "lectures", AccessKey = "me", SecretKey = "secret" },
            stores[0].S3);
        Assert.Equal(("https://s3.example.org/", "eu-north-1", null), (stores[1].S3!.Endpoint.ToString(), stores[1].S3!.Region, stores[1].S3!.PublicEndpoint));
        Assert.Equal(Path.Combine(_data, "attic"), stores[2].Folder);
    }

    [Theory]
    [InlineData("storeFolder", "FOLDER")]
    [InlineData("s3Endpoint", "http://minio:9000")]
    public void The_settings_of_a_single_store_beside_a_list_are_refused(string name, string value)
    {
        if (name == "storeFolder") value = _data;
        (string, string)[] rest = name == "storeFolder" ? [] : [("s3Bucket", "b"), ("s3AccessKey", "a"), ("s3SecretKey", "s")];

        var wrong = Assert.Throws<SettingException>(() => Read([(name, value), ("stores", "attic"), ("storeAtticFolder", _data), .. rest]));

        Assert.Contains("CONFERENCE_STORES", wrong.Message, StringComparison.Ordinal);
        Assert.Contains("leave out storeFolder and the settings that begin with s3", wrong.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_misspelt_setting_of_a_store_is_named()
    {
        File.WriteAllText(Path.Combine(_data, "conference.json"), $$"""{ "stores": "attic", "storeAtticFolder": "{{_data}}", "storeAtikFolder": "{{_data}}" }""");

        Assert.Contains("\"storeAtikFolder\", which is no setting", Assert.Throws<SettingException>(() => Read()).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("database", "Password=very secret;Prot=1")]
    [InlineData("adminToken", "very secret")]
    [InlineData("turnCredential", "very secret")]
    public void A_secret_never_stands_in_the_sentence(string name, string value)
    {
        var wrong = Assert.Throws<SettingException>(() => Read((name, value)));

        Assert.Contains($"{SettingSource.Variable(name)} is wrong", wrong.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("very secret", wrong.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_variable_that_only_looks_like_a_setting_is_reported_and_not_refused() =>
        Assert.Equal(["CONFERENCE_SERVICE_HOST"], Read(("serviceHost", "10.0.0.1")).UnknownVariables);

    [Fact]
    public void Every_setting_is_told_by_the_help()
    {
        File.WriteAllText(Path.Combine(_data, "conference.json"), """{ "nonsense": 1 }""");
        var wrong = Assert.Throws<SettingException>(() => Read());

        var names = wrong.Message[(wrong.Message.IndexOf("there are ", StringComparison.Ordinal) + 10)..].TrimEnd('.').Split(", ");
        Assert.True(names.Length > 20);
        Assert.All(names.Where(name => name != "config"), name => Assert.Contains(name, CommandLine.HelpText, StringComparison.Ordinal));
    }

    private ConferenceOptions Read(params (string Name, string Value)[] settings)
    {
        var environment = new Dictionary<string, string>(StringComparer.Ordinal) { ["CONFERENCE_DATA"] = _data, ["CONFERENCE_DATABASE"] = Database };
        foreach (var (name, value) in settings) environment[SettingSource.Variable(name)] = value;
        return OptionsReader.Read(null, environment);
    }
}
