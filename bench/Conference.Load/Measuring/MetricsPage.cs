using System.Globalization;

namespace Conference.Load.Measuring;

/// <summary>One reading of a /metrics page (Prometheus text format): the value of each series by its name and labels as they are written.</summary>
internal sealed class MetricsPage
{
    private readonly Dictionary<string, double> _series;

    private MetricsPage(Dictionary<string, double> series) => _series = series;

    /// <summary>Of a series; 0 of one that is not there.</summary>
    /// <param name="series">As <c>sfu_drops_total{reason="Refused"}</c>.</param>
    public double this[string series] => _series.GetValueOrDefault(series);

    public static MetricsPage Parse(string text)
    {
        var series = new Dictionary<string, double>(StringComparer.Ordinal);
        foreach (var line in text.Split('\n'))
        {
            var end = line.LastIndexOf(' ');
            if (end <= 0 || line[0] == '#') continue;
            if (double.TryParse(line.AsSpan(end + 1), CultureInfo.InvariantCulture, out var value)) series[line[..end]] = value;
        }

        return new MetricsPage(series);
    }

    /// <summary>What the series of one name and one label grew by since an earlier reading, those that did not left out; by the label's value.</summary>
    public IReadOnlyDictionary<string, long> GrownSince(MetricsPage before, string name, string label)
    {
        var prefix = $"{name}{{{label}=\"";
        return _series.Where(pair => pair.Key.StartsWith(prefix, StringComparison.Ordinal) && pair.Value > before[pair.Key])
            .ToDictionary(pair => pair.Key[prefix.Length..^"\"}".Length], pair => (long)(pair.Value - before[pair.Key]));
    }
}
