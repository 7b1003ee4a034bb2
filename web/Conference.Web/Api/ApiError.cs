using System.Diagnostics;
using Microsoft.AspNetCore.Mvc;

namespace Conference.Web.Api;

/// <summary>A named refusal: RFC 9457 problem details with a stable code. The list is <see cref="ApiErrors"/>.</summary>
/// <param name="Title">What happened.</param>
/// <param name="Detail">What to do.</param>
internal sealed record ApiError(string Code, int Status, string Title, string Detail) : IResult
{
    /// <summary>The id of this request in the log and in answers.</summary>
    public static string TraceId(HttpContext context) => Activity.Current?.TraceId.ToHexString() ?? context.TraceIdentifier;

    public Task ExecuteAsync(HttpContext httpContext)
    {
        var problem = new ProblemDetails
        {
            Type = "about:blank", Status = Status, Title = Title, Detail = Detail, Extensions = { ["code"] = Code, ["traceId"] = TraceId(httpContext) },
        };
        httpContext.Response.StatusCode = Status;
        httpContext.Response.Headers.CacheControl = "no-store";
        return httpContext.Response.WriteAsJsonAsync(problem, options: null, contentType: "application/problem+json", httpContext.RequestAborted);
    }
}
