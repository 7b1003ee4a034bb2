namespace Conference.Web.Metrics;

internal sealed partial class MetricCollector
{
    [LoggerMessage(1, LogLevel.Warning, "A metric's callback failed")]
    private partial void LogCallbackFailed(Exception exception);

    [LoggerMessage(2, LogLevel.Warning, "Instrument {Instrument} of meter {Meter} is left out of /metrics: {Name} has another type already")]
    private partial void LogNameTaken(string meter, string instrument, string name);
}
