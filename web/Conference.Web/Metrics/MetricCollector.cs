using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Text;

namespace Conference.Web.Metrics;

/// <summary>
/// Listens to the meters of this program and of the runtime and writes what they say in the Prometheus text format. Instruments of one name (one
/// meter per SFU, say) are one family.
/// </summary>
internal sealed partial class MetricCollector : IDisposable
{
    // The usual boundaries for what people wait for, and powers of four for everything else.
    private static readonly double[] SecondBoundaries = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10];
    private static readonly double[] CountBoundaries = [0, 1, 4, 16, 64, 256, 1024, 4096, 16384, 65536];

    private readonly ConcurrentDictionary<string, MetricFamily> _families = new(StringComparer.Ordinal);
    private readonly Lock _look = new();
    private readonly MeterListener _listener = new();
    private readonly ILogger<MetricCollector> _logger;

    /// <summary>Shows the meters of the runtime, of the web server and of this program; of those made by a factory, only this host's.</summary>
    public MetricCollector(ILogger<MetricCollector> logger, IMeterFactory meters)
        : this(logger, meter => IsShown(meter.Name) && (meter.Scope is null || ReferenceEquals(meter.Scope, meters)))
    {
    }

    /// <param name="listensTo">Says whether a meter is ours to show.</param>
    internal MetricCollector(ILogger<MetricCollector> logger, Func<Meter, bool> listensTo)
    {
        _logger = logger;
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (listensTo(instrument.Meter) && FamilyOf(instrument) is { } family) listener.EnableMeasurementEvents(instrument, family);
        };
        _listener.SetMeasurementEventCallback<byte>((instrument, value, tags, state) => Take(instrument, value, tags, state));
        _listener.SetMeasurementEventCallback<short>((instrument, value, tags, state) => Take(instrument, value, tags, state));
        _listener.SetMeasurementEventCallback<int>((instrument, value, tags, state) => Take(instrument, value, tags, state));
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, state) => Take(instrument, value, tags, state));
        _listener.SetMeasurementEventCallback<float>((instrument, value, tags, state) => Take(instrument, value, tags, state));
        _listener.SetMeasurementEventCallback<double>((instrument, value, tags, state) => Take(instrument, value, tags, state));
        _listener.SetMeasurementEventCallback<decimal>((instrument, value, tags, state) => Take(instrument, (double)value, tags, state));
        _listener.Start();
    }

    /// <summary>Asks every observable instrument and writes every family, by name.</summary>
    public string Write()
    {
        lock (_look)
        {
            foreach (var family in _families.Values) family.BeginObservation();
            try
            {
                _listener.RecordObservableInstruments();
            }
            catch (AggregateException e)
            {
                // One callback threw (its object is being disposed of, say); the others have answered.
                LogCallbackFailed(e);
            }

            var text = new StringBuilder(16 * 1024);
            foreach (var family in _families.Values.OrderBy(family => family.Name, StringComparer.Ordinal)) family.WriteTo(text);
            return text.ToString();
        }
    }

    public void Dispose() => _listener.Dispose();

    private static bool IsShown(string meter) =>
        meter.StartsWith("Conference.", StringComparison.Ordinal)
        || meter is "System.Runtime" or "Microsoft.AspNetCore.Hosting" or "Microsoft.AspNetCore.Server.Kestrel";

    private MetricFamily? FamilyOf(Instrument instrument)
    {
        if (KindOf(instrument) is not { } kind) return null;
        var name = MetricName.From(instrument.Name, instrument.Unit, kind);
        var boundaries = kind == MetricKind.Histogram ? BoundariesOf(instrument) : [];
        var family = _families.GetOrAdd(name, _ => new MetricFamily(name, instrument.Description, kind, instrument.IsObservable, boundaries));
        // A name has one type; the later comer of another type is left out rather than breaking the whole page.
        if (family.Kind == kind) return family;
        LogNameTaken(instrument.Meter.Name, instrument.Name, name);
        return null;
    }

    private static MetricKind? KindOf(Instrument instrument)
    {
        var type = instrument.GetType();
        var generic = type.IsGenericType ? type.GetGenericTypeDefinition() : null;
        if (generic == typeof(Counter<>) || generic == typeof(ObservableCounter<>)) return MetricKind.Counter;
        if (generic == typeof(Histogram<>)) return MetricKind.Histogram;
        return generic == typeof(UpDownCounter<>) || generic == typeof(ObservableUpDownCounter<>) || generic == typeof(Gauge<>)
            || generic == typeof(ObservableGauge<>) ? MetricKind.Gauge : null;
    }

    private static double[] BoundariesOf(Instrument instrument)
    {
        var advised = instrument switch
        {
            Histogram<double> { Advice.HistogramBucketBoundaries: { } boundaries } => boundaries.ToArray(),
            Histogram<long> { Advice.HistogramBucketBoundaries: { } boundaries } => [.. boundaries.Select(boundary => (double)boundary)],
            Histogram<int> { Advice.HistogramBucketBoundaries: { } boundaries } => [.. boundaries.Select(boundary => (double)boundary)],
            Histogram<float> { Advice.HistogramBucketBoundaries: { } boundaries } => [.. boundaries.Select(boundary => (double)boundary)],
            _ => null,
        };
        return advised ?? (instrument.Unit == "s" ? SecondBoundaries : CountBoundaries);
    }

    private static void Take(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags, object? state)
    {
        var family = (MetricFamily)state!;
        if (family.Kind == MetricKind.Histogram) family.Record(value, tags);
        else if (IsGauge(instrument)) family.Set(value, tags);
        else family.Add(value, tags);
    }

    private static bool IsGauge(Instrument instrument)
    {
        var type = instrument.GetType();
        return type.IsGenericType && type.GetGenericTypeDefinition() == typeof(Gauge<>);
    }
}
