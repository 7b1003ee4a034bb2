using System.Globalization;

namespace Conference.Load;

/// <summary>The command line behind the scenario's name.</summary>
internal sealed record LoadOptions
{
    public const string Help =
        """
        bench/run.sh SCENARIO [OPTIONS]

          lecture   one camera to N receivers, real ICE, DTLS and SRTP over loopback, the rate rising until something gives way
          memory    memory of the server per idle and per active participant
          join      from the click on Join to the first picture of the teacher, in a real Chromium, against the whole product

          --receivers 1,10,50     lecture: how many; memory: joined at once (default 200)
          --frames 10,2,1         lecture: packets per frame
          --runs 3                lecture, memory: runs, each with a fresh server; join: joins (default 20)
          --seconds 3             lecture: how long each rate is held
          --cores 0,1             lecture: the server's core and the generator's; "any" leaves both to the system
          --json FILE             writes machine, commit, command and results[]
          --log FILE              lecture: writes every step as a tab-separated line
        """;

    public required string Scenario { get; init; }

    public IReadOnlyList<int> Receivers { get; init; } = [1, 10, 50];

    public IReadOnlyList<int> PacketsPerFrame { get; init; } = [10, 2, 1];

    public int Runs { get; init; } = 3;

    public TimeSpan StepDuration { get; init; } = TimeSpan.FromSeconds(3);

    public int? ServerCore { get; init; } = 0;

    public int? GeneratorCore { get; init; } = 1;

    public string? Json { get; init; }

    public string? Log { get; init; }

    /// <exception cref="FormatException">An option is unknown or its value cannot be read; the message names it.</exception>
    public static LoadOptions Parse(IReadOnlyList<string> arguments)
    {
        if (arguments.Count == 0) throw new FormatException("Name a scenario: lecture, memory or join.");
        var options = new LoadOptions { Scenario = arguments[0] };
        if (options.Scenario == "memory") options = options with { Receivers = [200] };
        if (options.Scenario == "join") options = options with { Runs = 20 };
        if (Environment.ProcessorCount < 2) options = options with { ServerCore = null, GeneratorCore = null };
        for (var i = 1; i < arguments.Count; i += 2)
        {
            var name = arguments[i];
            if (i + 1 == arguments.Count) throw new FormatException($"{name} needs a value.");
            var value = arguments[i + 1];
            options = name switch
            {
                "--receivers" => options with { Receivers = Numbers(name, value) },
                "--frames" => options with { PacketsPerFrame = Numbers(name, value) },
                "--runs" => options with { Runs = Numbers(name, value)[0] },
                "--seconds" => options with { StepDuration = TimeSpan.FromSeconds(Numbers(name, value)[0]) },
                "--cores" when value == "any" => options with { ServerCore = null, GeneratorCore = null },
                "--cores" => options with { ServerCore = Core(name, value, 0), GeneratorCore = Core(name, value, 1) },
                "--json" => options with { Json = value },
                "--log" => options with { Log = value },
                _ => throw new FormatException($"There is no option {name}."),
            };
        }

        return options;
    }

    private static List<int> Numbers(string name, string value)
    {
        var numbers = new List<int>();
        foreach (var part in value.Split(','))
            numbers.Add(int.TryParse(part, CultureInfo.InvariantCulture, out var number) && number > 0 ? number : throw new FormatException($"{name}: \"{part}\" is not a number above 0."));
        return numbers;
    }

    private static int Core(string name, string value, int index)
    {
        var parts = value.Split(',');
        return parts.Length == 2 && int.TryParse(parts[index], CultureInfo.InvariantCulture, out var core) && core >= 0 && core < Environment.ProcessorCount
            ? core
            : throw new FormatException($"{name}: \"{value}\" is not two cores of this machine, as in 0,1.");
    }
}
