namespace Conference.Load.Servers;

/// <summary>Our server with other settings, to be measured beside itself in the same run.</summary>
/// <param name="Name">Behind "conference+" in results; empty for the server as it is.</param>
/// <param name="Environment">What its process gets beside everything else.</param>
internal sealed record Variant(string Name, IReadOnlyDictionary<string, string> Environment)
{
    public static Variant None { get; } = new("", new Dictionary<string, string>());

    /// <param name="text">NAME:VAR=VALUE[,VAR=VALUE].</param>
    /// <exception cref="FormatException">It is not that.</exception>
    public static Variant Parse(string text)
    {
        var parts = text.Split(':', 2);
        if (parts.Length < 2 || parts[0].Length == 0) throw Wrong(text);
        var environment = new Dictionary<string, string>();
        foreach (var assignment in parts[1].Split(','))
        {
            var pair = assignment.Split('=', 2);
            if (pair.Length < 2 || pair[0].Length == 0) throw Wrong(text);
            environment[pair[0]] = pair[1];
        }

        return new Variant(parts[0], environment);
    }

    private static FormatException Wrong(string text) => new($"--variant: \"{text}\" is not NAME:VAR=VALUE[,VAR=VALUE].");
}
