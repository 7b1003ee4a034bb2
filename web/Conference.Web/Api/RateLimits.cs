using System.Net;
using System.Net.Sockets;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.RateLimiting;

namespace Conference.Web.Api;

/// <summary>How often one address may try what costs us (password hashing) or could be guessed.</summary>
internal static class RateLimits
{
    public const string SignIn = "sign-in";
    public const string Door = "door";
    public const string Join = "join";
    public const string Media = "media";
    public const string Watching = "watching";

    public static IServiceCollection AddRateLimits(this IServiceCollection services) => services.AddRateLimiter(options =>
    {
        options.OnRejected = (context, _) => new ValueTask(ApiErrors.TooFast.ExecuteAsync(context.HttpContext));
        // A password check costs about 50 ms of a core. Beside it each account locks after 10 wrong ones.
        options.AddPolicy(SignIn, context => Bucket(context, burst: 20, perMinute: 20));
        // A lecture hall of 500 comes through one address in the same minute; at the door each page asks every ten seconds what is going on.
        options.AddPolicy(Door, context => Bucket(context, burst: 3000, perMinute: 3000));
        // Publishers and players by HTTP; tokens and the room's limit are what holds them, this holds guessing.
        options.AddPolicy(Media, context => Bucket(context, burst: 3000, perMinute: 3000));
        // A hall of 500 that watches a recording through one address: each player tells what it played about once a minute, and at each pause.
        options.AddPolicy(Watching, context => Bucket(context, burst: 1500, perMinute: 1500));
        options.AddPolicy(Join, context => Bucket(context, burst: 600, perMinute: 600));
    });

    private static RateLimitPartition<string> Bucket(HttpContext context, int burst, int perMinute) =>
        RateLimitPartition.GetTokenBucketLimiter(Source(context.Connection.RemoteIpAddress), _ => new TokenBucketRateLimiterOptions
        {
            TokenLimit = burst,
            TokensPerPeriod = perMinute,
            ReplenishmentPeriod = TimeSpan.FromMinutes(1),
            AutoReplenishment = true,
        });

    // One IPv6 subscriber owns a /64 at least, so single addresses of it mean nothing.
    private static string Source(IPAddress? address)
    {
        if (address is null) return "";
        if (address.IsIPv4MappedToIPv6) address = address.MapToIPv4();
        return address.AddressFamily == AddressFamily.InterNetworkV6 ? Convert.ToHexString(address.GetAddressBytes(), 0, 8) : address.ToString();
    }
}
