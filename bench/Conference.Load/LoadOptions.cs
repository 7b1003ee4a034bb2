using System.Globalization;
using Conference.Load.Media;
using Conference.Load.Servers;
using Conference.Rtc.Srtp;

namespace Conference.Load;

/// <summary>The command line behind the scenario's name.</summary>
internal sealed record LoadOptions
{
    private static readonly string[] Scenarios = ["compare", "lecture", "webinar", "meeting", "audio", "join-burst", "hub", "hostile", "inmemory", "memory", "join", "recording"];
    private static readonly string[] Peers = ["janus", "mediasoup", "media"];

    public const string Help =
        """
        bench/run.sh SCENARIO [OPTIONS]

          compare      the standard comparison: the goals' scenarios against every server that can be had, in about a quarter of an hour
          lecture      camera and screen of one to N receivers (default 50)
          webinar      one camera to many (default 200)
          meeting      N cameras to N receivers (default 10)
          audio        ten microphones to N receivers (default 200)
          join-burst   a lecture during which 300 people join in 10 s
          hub          a lecture while 500 people chat in other rooms of the same server and others ask its API
          hostile      a lecture during a minute of hostile traffic
          inmemory     one camera to N through the real session code without a network: our own cost per packet
          memory       memory of the media plane per idle and per active participant, ours and OpenSSL's (default 400)
          join         from the click on Join to the first picture of the teacher, in a real Chromium, against the whole product
          recording    processor time and memory of one recording and of many at once (--receivers 1,20), and how soon after a lecture its replay is complete

          --receivers 50,200       how many; several are measured one after the other
          --peers janus,mediasoup  servers beside ours: janus (its defaults, and tuned), mediasoup, media (our media plane without the product
                                   around it), all
          --variant NAME:VAR=VALUE[,VAR=VALUE]
                                   our server once more, as "conference+NAME", with these environment variables; may be given several times
          --whip URL --whep URL --pid PID [--token TOKEN] [--name NAME]
                                   another WHIP/WHEP server that runs already, and whose process is measured
          --frames 10,4,2,1        packets per frame; "browser" has the sizes of a real camera's frames
          --rate 100000,200000     forwarded packets a second, fixed, and further rates at which those that carry them are compared too; without it
                                   100,000 first, then upwards until loss is above 0.1 % or p99 above 20 ms
          --receive runs           receivers take runs of packets whole (UDP GRO): a model of a network card that cuts them, with no second cut in
                                   software at the server's expense. Rows are called SCENARIO+gro
          --suite gcm              what media is encrypted with: gcm (AEAD_AES_128_GCM) or cm (AES_CM_128_HMAC_SHA1_80)
          --runs 3                 runs, each with fresh servers (join: joins, default 20)
          --seconds 3              how long each rate is held
          --chromium               a real Chromium receives in the room, too, and its frames per second are reported
          --publisher chromium     a real Chromium's camera, 720p, instead of the generated one
          --lengths 60,180         recording: minutes of the lectures that pass on a faster clock; 0 for none
          --speed 20               recording: and how fast it is
          --cores 0,1              the server's core and the generator's; "any" leaves both to the system
          --json FILE              writes machine, kernel, mitigations, commit, command and results[]
          --html FILE              writes a report with charts (with --json it lies beside that file by default)
        """;

    public required string Scenario { get; init; }

    public IReadOnlyList<int> Receivers { get; init; } = [50];

    public IReadOnlyList<FrameShape> Shapes { get; init; } = [FrameShape.Even(10), FrameShape.Even(2), FrameShape.Even(1)];

    public IReadOnlyList<string> OtherServers { get; init; } = [];

    public IReadOnlyList<Variant> Variants { get; init; } = [];

    public Uri? Whip { get; init; }

    public Uri? Whep { get; init; }

    public int? ProcessId { get; init; }

    public string? Token { get; init; }

    public string Name { get; init; } = "other";

    /// <summary>Forwarded packets a second at which servers are compared.</summary>
    public double Rate { get; init; } = 100_000;

    /// <summary>Others at which those that carry them are measured too.</summary>
    public IReadOnlyList<int> FurtherRates { get; init; } = [];

    /// <summary>False when a fixed rate was asked for.</summary>
    public bool Ramps { get; init; } = true;

    public SrtpProfile Profile { get; init; } = SrtpProfile.AeadAes128Gcm;

    public int Runs { get; init; } = 3;

    public TimeSpan StepDuration { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>Receivers take what the kernel has coalesced in one piece.</summary>
    public bool TakesRuns { get; init; }

    /// <summary>Minutes of lectures that are recorded on a faster clock.</summary>
    public IReadOnlyList<int> Lengths { get; init; } = [60, 180];

    /// <summary>How many times as fast that clock is.</summary>
    public int Speed { get; init; } = 20;

    public bool ReceivesInChromium { get; init; }

    public bool PublishesFromChromium { get; init; }

    public int? ServerCore { get; init; } = 0;

    public int? GeneratorCore { get; init; } = 1;

    public string? Json { get; init; }

    public string? Html { get; init; }

    /// <summary>The address that servers are to be reached at: the test network's, which bench/run.sh makes, else loopback.</summary>
    public string MediaAddress { get; init; } = Environment.GetEnvironmentVariable("CONFERENCE_BENCH_ADDRESS") ?? "127.0.0.1";

    /// <exception cref="FormatException">An option is unknown or its value cannot be read; the message names it.</exception>
    public static LoadOptions Parse(IReadOnlyList<string> arguments)
    {
        if (arguments.Count == 0 || !Scenarios.Contains(arguments[0])) throw new FormatException($"Name a scenario: {string.Join(", ", Scenarios)}.");
        var options = Defaults(arguments[0]);
        for (var i = 1; i < arguments.Count; i++)
        {
            var name = arguments[i];
            if (name == "--chromium")
            {
                options = options with { ReceivesInChromium = true };
                continue;
            }

            if (i + 1 == arguments.Count) throw new FormatException($"{name} needs a value.");
            options = options.With(name, arguments[++i]);
        }

        if ((options.Whip is null) != (options.Whep is null) || (options.Whip is null) != (options.ProcessId is null))
            throw new FormatException("--whip, --whep and --pid go together.");
        return options.Html is null && options.Json is { } json ? options with { Html = Path.ChangeExtension(json, ".html") } : options;
    }

    private static LoadOptions Defaults(string scenario)
    {
        var options = new LoadOptions { Scenario = scenario };
        if (Environment.ProcessorCount < 2) options = options with { ServerCore = null, GeneratorCore = null };
        return scenario switch
        {
            "compare" => options with { OtherServers = Peers, StepDuration = TimeSpan.FromSeconds(2) },
            "webinar" => options with { Receivers = [200] },
            "memory" => options with { Receivers = [400] },
            "meeting" => options with { Receivers = [10] },
            "audio" => options with { Receivers = [200], Shapes = [FrameShape.Audio()] },
            "join-burst" or "hub" or "hostile" => options with { Shapes = [FrameShape.Even(10)], Ramps = false },
            "join" => options with { Runs = 20 },
            "recording" => options with { Receivers = [1, 20], StepDuration = TimeSpan.FromSeconds(40) },
            _ => options,
        };
    }

    private LoadOptions With(string name, string value) => name switch
    {
        "--receivers" => this with { Receivers = Numbers(name, value) },
        "--peers" => this with { OtherServers = value == "all" ? Peers : Known(name, value, Peers) },
        "--variant" => this with { Variants = [.. Variants, Variant.Parse(value)] },
        "--whip" => this with { Whip = Address(name, value) },
        "--whep" => this with { Whep = Address(name, value) },
        "--pid" => this with { ProcessId = Numbers(name, value)[0] },
        "--token" => this with { Token = value },
        "--name" => this with { Name = value },
        "--frames" => this with { Shapes = [.. value.Split(',').Select(FrameShape.Parse)] },
        "--rate" => this with { Rate = Numbers(name, value)[0], FurtherRates = [.. Numbers(name, value).Skip(1)], Ramps = false },
        "--receive" => this with { TakesRuns = Known(name, value, ["datagrams", "runs"])[0] == "runs" },
        "--suite" => this with
        {
            Profile = value switch
            {
                "gcm" => SrtpProfile.AeadAes128Gcm,
                "cm" => SrtpProfile.Aes128CmHmacSha1Tag80,
                _ => throw new FormatException($"{name}: \"{value}\" is neither gcm nor cm."),
            },
        },
        "--runs" => this with { Runs = Numbers(name, value)[0] },
        "--seconds" => this with { StepDuration = TimeSpan.FromSeconds(Numbers(name, value)[0]) },
        "--lengths" => this with { Lengths = value == "0" ? [] : Numbers(name, value) },
        "--speed" => this with { Speed = Numbers(name, value)[0] },
        "--publisher" => this with { PublishesFromChromium = Known(name, value, ["chromium"]).Count > 0 },
        "--cores" when value == "any" => this with { ServerCore = null, GeneratorCore = null },
        "--cores" => this with { ServerCore = Core(name, value, 0), GeneratorCore = Core(name, value, 1) },
        "--json" => this with { Json = value },
        "--html" => this with { Html = value },
        _ => throw new FormatException($"There is no option {name}."),
    };

    private static List<int> Numbers(string name, string value)
    {
        var numbers = new List<int>();
        foreach (var part in value.Split(','))
            numbers.Add(int.TryParse(part, CultureInfo.InvariantCulture, out var number) && number > 0 ? number : throw new FormatException($"{name}: \"{part}\" is not a number above 0."));
        return numbers;
    }

    private static List<string> Known(string name, string value, string[] known)
    {
        var unknown = value.Split(',').Except(known).ToList();
        return unknown.Count == 0 ? [.. value.Split(',')] : throw new FormatException($"{name}: \"{unknown[0]}\" is none of {string.Join(", ", known)}.");
    }

    private static Uri Address(string name, string value) => Uri.TryCreate(value, UriKind.Absolute, out var address) && (address.Scheme is "http" or "https")
        ? address
        : throw new FormatException($"{name}: \"{value}\" is no http address.");

    private static int Core(string name, string value, int index)
    {
        var parts = value.Split(',');
        return parts.Length == 2 && int.TryParse(parts[index], CultureInfo.InvariantCulture, out var core) && core >= 0 && core < Environment.ProcessorCount
            ? core
            : throw new FormatException($"{name}: \"{value}\" is not two cores of this machine, as in 0,1.");
    }
}
