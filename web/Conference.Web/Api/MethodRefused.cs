namespace Conference.Web.Api;

/// <summary>405 with what is allowed instead (RFC 9110 §15.5.6).</summary>
internal sealed class MethodRefused(string allow) : IResult
{
    public Task ExecuteAsync(HttpContext httpContext)
    {
        httpContext.Response.Headers.Allow = allow;
        return ApiErrors.MethodNotAllowed.ExecuteAsync(httpContext);
    }
}
