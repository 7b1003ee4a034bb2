using Conference.Recorder.Storage;
using Microsoft.AspNetCore.Diagnostics;

namespace Conference.Web.Api;

/// <summary>What a handler did not catch becomes a named error; only our own faults are logged as errors, under the traceId of the answer.</summary>
internal sealed partial class ApiExceptionHandler(ILogger<ApiExceptionHandler> logger) : IExceptionHandler
{
    public async ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        if (exception is OperationCanceledException && httpContext.RequestAborted.IsCancellationRequested) return true;
        var error = exception switch
        {
            BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge } => ApiErrors.TooLarge,
            BadHttpRequestException { StatusCode: StatusCodes.Status415UnsupportedMediaType } => ApiErrors.UnsupportedMediaType,
            BadHttpRequestException => ApiErrors.BadRequest,
            ObjectStoreException => ApiErrors.StoreUnavailable,
            _ => ApiErrors.Internal,
        };
        if (error.Status >= StatusCodes.Status500InternalServerError)
            LogFailed(exception, httpContext.Request.Method, httpContext.Request.Path, ApiError.TraceId(httpContext));
        await error.ExecuteAsync(httpContext);
        return true;
    }
}
