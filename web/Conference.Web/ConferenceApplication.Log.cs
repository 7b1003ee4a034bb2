namespace Conference.Web;

internal static partial class ConferenceApplication
{
    [LoggerMessage(1, LogLevel.Warning, "{Variable} is set, but there is no such setting")]
    private static partial void LogUnknownVariable(ILogger logger, string variable);
}
