using System.Text;

namespace Conference.Web.Metrics;

/// <summary>OpenTelemetry-style instrument names to Prometheus ones: <c>conference.sfu.loop.time</c> in <c>s</c> is <c>conference_sfu_loop_time_seconds</c>.</summary>
internal static class MetricName
{
    public static string From(string instrument, string? unit, MetricKind kind)
    {
        var name = Clean(instrument, allowColon: true);
        if (UnitWord(unit, kind) is { Length: > 0 } word && !name.EndsWith("_" + word, StringComparison.Ordinal)
            && !name.EndsWith($"_{word}_total", StringComparison.Ordinal))
        {
            if (name.EndsWith("_total", StringComparison.Ordinal)) name = name[..^"_total".Length];
            name += "_" + word;
        }

        return kind == MetricKind.Counter && !name.EndsWith("_total", StringComparison.Ordinal) ? name + "_total" : name;
    }

    public static string Label(string tag) => Clean(tag, allowColon: false);

    // Metric names are [a-zA-Z_:][a-zA-Z0-9_:]*, label names the same without the colon.
    private static string Clean(string text, bool allowColon)
    {
        var clean = new StringBuilder(text.Length + 1);
        foreach (var c in text) clean.Append(char.IsAsciiLetterOrDigit(c) || c == '_' || (allowColon && c == ':') ? c : '_');
        if (clean.Length == 0 || char.IsAsciiDigit(clean[0])) clean.Insert(0, '_');
        return clean.ToString();
    }

    // UCUM as OpenTelemetry uses it; a unit in braces only annotates.
    private static string UnitWord(string? unit, MetricKind kind) => unit switch
    {
        null or "" => "",
        "s" => "seconds",
        "ms" => "milliseconds",
        "us" => "microseconds",
        "ns" => "nanoseconds",
        "By" => "bytes",
        "%" => "percent",
        "1" => kind == MetricKind.Gauge ? "ratio" : "",
        ['{', ..] => "",
        _ => Clean(unit.Replace("/", "_per_", StringComparison.Ordinal), allowColon: false),
    };
}
