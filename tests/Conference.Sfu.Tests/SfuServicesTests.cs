using Conference.Sfu.Control;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Conference.Sfu.Tests;

public sealed class SfuServicesTests
{
    [Fact]
    public async Task The_media_plane_starts_and_stops_with_its_host()
    {
        var cancel = TestContext.Current.CancellationToken;
        var host = Build(options => options.UdpPort = 0);
        await host.StartAsync(cancel);
        var sfu = host.Services.GetRequiredService<ISfu>();
        await sfu.OpenRoomAsync(new RoomId(Guid.NewGuid()), cancel);
        await host.StopAsync(cancel);
        Assert.True(sfu.Events.Completion.IsCompleted);
        await ((IAsyncDisposable)host).DisposeAsync();
    }

    [Fact]
    public async Task A_wrong_setting_stops_the_start_with_its_name()
    {
        using var host = Build(options => options.PublicAddresses = ["nowhere"]);
        var refusal = await Assert.ThrowsAsync<ArgumentException>(() => host.StartAsync(TestContext.Current.CancellationToken));
        Assert.StartsWith("Sfu:PublicAddresses", refusal.Message, StringComparison.Ordinal);
    }

    private static IHost Build(Action<SfuOptions> configure)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddLogging();
        builder.Services.AddSfu(configure);
        return builder.Build();
    }
}
