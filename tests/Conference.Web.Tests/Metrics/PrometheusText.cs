using System.Globalization;
using System.Text.RegularExpressions;

namespace Conference.Web.Tests.Metrics;

/// <summary>A strict reader of the Prometheus text format 0.0.4: fails the test at the first line that breaks it.</summary>
internal static partial class PrometheusText
{
    /// <returns>The value of each series, by name and labels.</returns>
    public static Dictionary<string, double> Check(string text)
    {
        Assert.EndsWith("\n", text, StringComparison.Ordinal);
        var types = new Dictionary<string, string>(StringComparer.Ordinal);
        var series = new Dictionary<string, double>(StringComparer.Ordinal);
        foreach (var line in text.TrimEnd('\n').Split('\n'))
        {
            if (line.StartsWith("# HELP ", StringComparison.Ordinal)) continue;
            if (line.StartsWith("# TYPE ", StringComparison.Ordinal))
            {
                var words = line.Split(' ');
                Assert.Equal(4, words.Length);
                Assert.Contains(words[3], new[] { "counter", "gauge", "histogram" });
                Assert.True(types.TryAdd(words[2], words[3]), $"second TYPE of {words[2]}");
                continue;
            }

            var sample = Sample().Match(line);
            Assert.True(sample.Success, $"not a sample: {line}");
            var name = sample.Groups["name"].Value;
            var family = types.ContainsKey(name) ? name : Suffix().Replace(name, "");
            Assert.True(types.TryGetValue(family, out var type), $"no TYPE before {line}");
            if (type == "counter") Assert.EndsWith("_total", name, StringComparison.Ordinal);
            var value = sample.Groups["value"].Value switch
            {
                "+Inf" => double.PositiveInfinity,
                "-Inf" => double.NegativeInfinity,
                var number => double.Parse(number, CultureInfo.InvariantCulture),
            };
            Assert.True(series.TryAdd(name + sample.Groups["labels"].Value, value), $"a series twice: {line}");
        }

        return series;
    }

    [GeneratedRegex("""^(?<name>[a-zA-Z_:][a-zA-Z0-9_:]*)(?<labels>\{[a-zA-Z_][a-zA-Z0-9_]*="(?:[^"\\]|\\["\\n])*"(?:,[a-zA-Z_][a-zA-Z0-9_]*="(?:[^"\\]|\\["\\n])*")*\})? (?<value>\S+)$""")]
    private static partial Regex Sample();

    [GeneratedRegex("_(bucket|sum|count)$")]
    private static partial Regex Suffix();
}
