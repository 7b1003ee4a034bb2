using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.WebUtilities;

namespace Conference.Web.Accounts;

/// <summary>
/// Tells the viewers of a recording who have no account apart, and nothing else about them: a random number in a cookie of that recording's addresses, so that nobody
/// can say what a browser watched elsewhere. The database knows only a hash of it, which no cookie can be made from, and no person's id.
/// </summary>
internal static class BrowserNumber
{
    private const string Cookie = "conference.viewer";

    private const int Bytes = 16;

    private const int MaxLength = 64;

    /// <summary>Browsers keep no cookie for longer (RFC 6265bis §5.5).</summary>
    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(400);

    /// <summary>This browser's, for this recording; a new one when it has none yet.</summary>
    public static Guid Of(HttpContext context, Guid recordingId)
    {
        if (!context.Request.Cookies.TryGetValue(Cookie, out var number) || number.Length is 0 or > MaxLength)
        {
            number = WebEncoders.Base64UrlEncode(RandomNumberGenerator.GetBytes(Bytes));
            context.Response.Cookies.Append(Cookie, number, new CookieOptions
            {
                Path = $"/api/recordings/{recordingId}", HttpOnly = true, SameSite = SameSiteMode.Lax, Secure = context.Request.IsHttps, MaxAge = Lifetime, IsEssential = true,
            });
        }

        return new Guid(SHA256.HashData(Encoding.UTF8.GetBytes($"{recordingId:N} {number}")).AsSpan(0, Bytes));
    }
}
