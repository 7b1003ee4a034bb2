using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.WebUtilities;

namespace Conference.Web.Accounts;

/// <summary>
/// The rooms that this browser has entered by their links, in a sealed cookie: students have no accounts, and the room's link is what they were given. Whoever once
/// asked to be let in is one of the people of the room.
/// </summary>
internal sealed class VisitedRooms(IDataProtectionProvider protection)
{
    private const string Cookie = "conference.rooms";

    /// <summary>Of one browser; 16 bytes each, and a cookie holds 4 KiB.</summary>
    private const int Most = 100;

    private const int IdBytes = 16;

    /// <summary>Browsers keep no cookie for longer (RFC 6265bis §5.5).</summary>
    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(400);

    private readonly IDataProtector _protector = protection.CreateProtector("Conference.VisitedRooms");

    /// <summary>Newest first; empty when the cookie is missing, or not one of ours.</summary>
    public IReadOnlyList<Guid> Of(HttpRequest request)
    {
        if (!request.Cookies.TryGetValue(Cookie, out var text)) return [];
        try
        {
            return [.. _protector.Unprotect(WebEncoders.Base64UrlDecode(text)).Chunk(IdBytes).Where(id => id.Length == IdBytes).Select(id => new Guid(id))];
        }
        catch (Exception e) when (e is CryptographicException or FormatException)
        {
            return [];
        }
    }

    public void Add(HttpContext context, Guid room)
    {
        var rooms = Of(context.Request).Where(other => other != room).Prepend(room).Take(Most);
        var text = WebEncoders.Base64UrlEncode(_protector.Protect([.. rooms.SelectMany(id => id.ToByteArray())]));
        context.Response.Cookies.Append(Cookie, text, new CookieOptions
        {
            Path = "/api", HttpOnly = true, SameSite = SameSiteMode.Lax, Secure = context.Request.IsHttps, MaxAge = Lifetime, IsEssential = true,
        });
    }
}
