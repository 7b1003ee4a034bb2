using System.Globalization;
using System.Text;

namespace Conference.Web.Metrics;

/// <summary>All series of one metric name, and how they are written in the Prometheus text format 0.0.4.</summary>
internal sealed class MetricFamily(string name, string? help, MetricKind kind, bool observed, IReadOnlyList<double> boundaries)
{
    private readonly Lock _lock = new();
    private readonly SortedDictionary<string, MetricSeries> _series = new(StringComparer.Ordinal);

    public string Name { get; } = name;

    public MetricKind Kind { get; } = kind;

    /// <summary>For counters, and for everything observed: its series are emptied before each look, then every callback adds its part.</summary>
    public void Add(double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var labels = RenderLabels(tags);
        lock (_lock) Find(labels).Value += value;
    }

    /// <summary>For a gauge that is told its value.</summary>
    public void Set(double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var labels = RenderLabels(tags);
        lock (_lock) Find(labels).Value = value;
    }

    /// <summary>For a histogram.</summary>
    public void Record(double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var labels = RenderLabels(tags);
        lock (_lock)
        {
            var series = Find(labels);
            series.Value += value;
            series.Count++;
            for (var i = 0; i < boundaries.Count; i++)
            {
                if (value > boundaries[i]) continue;
                series.Buckets[i]++;
                break;
            }
        }
    }

    /// <summary>Before a look: what is observed tells every series anew, so one that ended disappears.</summary>
    public void BeginObservation()
    {
        if (!observed) return;
        lock (_lock) _series.Clear();
    }

    public void WriteTo(StringBuilder text)
    {
        lock (_lock)
        {
            if (_series.Count == 0) return;
            if (!string.IsNullOrEmpty(help)) text.Append("# HELP ").Append(Name).Append(' ').Append(Escape(help, quotes: false)).Append('\n');
            text.Append("# TYPE ").Append(Name).Append(' ').Append(Kind.ToString().ToLowerInvariant()).Append('\n');
            foreach (var series in _series.Values)
            {
                if (Kind == MetricKind.Histogram) WriteHistogram(text, series);
                else WriteLine(text, "", series.Labels, series.Value);
            }
        }
    }

    private void WriteHistogram(StringBuilder text, MetricSeries series)
    {
        var separator = series.Labels.Length > 0 ? "," : "";
        long below = 0;
        for (var i = 0; i < boundaries.Count; i++)
        {
            below += series.Buckets[i];
            WriteLine(text, "_bucket", $"{series.Labels}{separator}le=\"{Number(boundaries[i])}\"", below);
        }

        WriteLine(text, "_bucket", $"{series.Labels}{separator}le=\"+Inf\"", series.Count);
        WriteLine(text, "_sum", series.Labels, series.Value);
        WriteLine(text, "_count", series.Labels, series.Count);
    }

    private void WriteLine(StringBuilder text, string suffix, string labels, double value)
    {
        text.Append(Name).Append(suffix);
        if (labels.Length > 0) text.Append('{').Append(labels).Append('}');
        text.Append(' ').Append(Number(value)).Append('\n');
    }

    private MetricSeries Find(string labels)
    {
        if (_series.TryGetValue(labels, out var series)) return series;
        return _series[labels] = new MetricSeries(labels, boundaries.Count);
    }

    private static string RenderLabels(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        if (tags.IsEmpty) return "";
        var labels = new List<string>(tags.Length);
        foreach (var (key, value) in tags)
        {
            var text = Convert.ToString(value, CultureInfo.InvariantCulture) ?? "";
            labels.Add($"{MetricName.Label(key)}=\"{Escape(text, quotes: true)}\"");
        }

        // The same tags in another order are the same series.
        labels.Sort(StringComparer.Ordinal);
        return string.Join(',', labels);
    }

    private static string Escape(string text, bool quotes)
    {
        text = text.Replace(@"\", @"\\", StringComparison.Ordinal).Replace("\n", @"\n", StringComparison.Ordinal);
        return quotes ? text.Replace("\"", "\\\"", StringComparison.Ordinal) : text;
    }

    private static string Number(double value) => value switch
    {
        double.PositiveInfinity => "+Inf",
        double.NegativeInfinity => "-Inf",
        _ => value.ToString("R", CultureInfo.InvariantCulture), // NaN is written so too
    };
}
