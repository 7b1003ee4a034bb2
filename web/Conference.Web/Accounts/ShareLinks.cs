using System.Security.Cryptography;
using System.Text;
using Conference.Rooms.Storage;

namespace Conference.Web.Accounts;

/// <summary>
/// Links by which anybody may see one recording. Who opens one gets its code as a cookie of that recording's addresses, so that players, which know only relative
/// names, bring it along; each request compares it with the row, so a withdrawn link ends at once.
/// </summary>
internal static class ShareLinks
{
    private const string Cookie = "conference.link";

    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(30);

    public static string Url(string origin, string code) => $"{origin}/shared/{code}";

    public static void Open(HttpContext context, RecordingGuard guard) => context.Response.Cookies.Append(Cookie, guard.ShareCode!, new CookieOptions
    {
        Path = $"/api/recordings/{guard.RecordingId}", HttpOnly = true, SameSite = SameSiteMode.Lax, Secure = context.Request.IsHttps, MaxAge = Lifetime, IsEssential = true,
    });

    /// <summary>The request comes from a browser that has opened the recording's present link.</summary>
    public static bool Opens(HttpRequest request, RecordingGuard guard) =>
        guard.ShareCode is { } code && request.Cookies.TryGetValue(Cookie, out var brought)
        && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(brought), Encoding.UTF8.GetBytes(code));
}
