using System.Text.Json;

namespace Conference.Web.Tests;

/// <summary>Reads answers of the API.</summary>
internal static class Answers
{
    public static async Task<JsonElement> OkAsync(HttpResponseMessage answer)
    {
        var text = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(answer.IsSuccessStatusCode, $"{(int)answer.StatusCode}: {text}");
        return JsonDocument.Parse(text).RootElement;
    }

    public static async Task<JsonElement> GetAsync(HttpClient browser, string path)
    {
        using var answer = await browser.GetAsync(path, TestContext.Current.CancellationToken);
        return await OkAsync(answer);
    }

    /// <summary>Asserts problem details of RFC 9457 with this code.</summary>
    public static async Task RefusedAsync(Task<HttpResponseMessage> request, HttpStatusCode status, string code)
    {
        using var answer = await request;
        var text = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(status == answer.StatusCode, $"{(int)answer.StatusCode}: {text}");
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        var problem = JsonDocument.Parse(text).RootElement;
        Assert.Equal(code, problem.GetProperty("code").GetString());
        foreach (var member in new[] { "title", "detail", "traceId" }) Assert.False(string.IsNullOrEmpty(problem.GetProperty(member).GetString()));
    }
}
