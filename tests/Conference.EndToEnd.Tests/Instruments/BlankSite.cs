using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Conference.EndToEnd.Tests.Instruments;

/// <summary>One empty page on http://localhost: a secure origin, so that a page gets camera and microphone.</summary>
internal sealed class BlankSite : IAsyncDisposable
{
    private readonly WebApplication _site;

    private BlankSite(WebApplication site) => _site = site;

    public string Address => _site.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First().Replace("127.0.0.1", "localhost", StringComparison.Ordinal);

    public static async Task<BlankSite> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var site = builder.Build();
        site.MapGet("/", () => Results.Content("<!doctype html><title>blank</title><body></body>", "text/html"));
        await site.StartAsync();
        return new BlankSite(site);
    }

    public async ValueTask DisposeAsync() => await _site.DisposeAsync();
}
