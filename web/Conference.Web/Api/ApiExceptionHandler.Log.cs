namespace Conference.Web.Api;

internal sealed partial class ApiExceptionHandler
{
    [LoggerMessage(1, LogLevel.Error, "{Method} {Path} failed, traceId {TraceId}")]
    private partial void LogFailed(Exception exception, string method, PathString path, string traceId);
}
