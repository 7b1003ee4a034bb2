using System.Security.Claims;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using Conference.Rooms.Model;
using Conference.Web.Api;
using Conference.Web.Settings;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;

namespace Conference.Web.Accounts;

/// <summary>
/// "Authorization: Bearer" with the setting adminToken, for programs that make rooms and tokens without an account. Good only where a policy names
/// <see cref="Scheme"/>; without the setting no token is good.
/// </summary>
internal sealed class AdminToken(
    IOptionsMonitor<AuthenticationSchemeOptions> schemes, ILoggerFactory loggers, UrlEncoder encoder, ConferenceOptions options)
    : AuthenticationHandler<AuthenticationSchemeOptions>(schemes, loggers, encoder)
{
    public const string SchemeName = "AdminToken";

    protected override Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        if (options.AdminToken is not { } expected || BearerToken.Of(Request) is not { } token) return Task.FromResult(AuthenticateResult.NoResult());
        // Hashed first, so that neither a prefix nor the length can be measured.
        if (!CryptographicOperations.FixedTimeEquals(Hash(token), Hash(expected))) return Task.FromResult(AuthenticateResult.Fail("Another token is set."));
        var principal = PersonClaims.Principal(ServicePerson.Id, ServicePerson.Name, PersonRole.Administrator, SchemeName);
        return Task.FromResult(AuthenticateResult.Success(new AuthenticationTicket(principal, SchemeName)));
    }

    protected override Task HandleChallengeAsync(AuthenticationProperties properties) => Task.CompletedTask; // the cookie's handler answers

    protected override Task HandleForbiddenAsync(AuthenticationProperties properties) => Task.CompletedTask;

    private static byte[] Hash(string token) => SHA256.HashData(Encoding.UTF8.GetBytes(token));
}
