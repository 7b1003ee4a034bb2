using Conference.Rooms.Model;
using Conference.Rooms.Storage;
using Conference.Web.Api;
using Conference.Web.Settings;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Identity;

namespace Conference.Web.Accounts;

/// <summary>Identity's core services and the sign-in cookie; none of its pages or endpoints. Why: ../adr/0004-cookie-sign-in-with-identity.md.</summary>
internal static class AccountServices
{
    public const int MinPassword = 10;
    public const int MaxPassword = 200;

    public static IServiceCollection AddAccounts(this IServiceCollection services, ConferenceOptions options)
    {
        services.AddDataProtection()
            .SetApplicationName("Conference")
            .PersistKeysToFileSystem(new DirectoryInfo(Path.Combine(options.Data, "keys")));
        var authentication = services.AddAuthentication(IdentityConstants.ApplicationScheme);
        authentication.AddIdentityCookies(cookies => cookies.ApplicationCookie!.Configure(ConfigureCookie));
        authentication.AddScheme<AuthenticationSchemeOptions, AdminToken>(AdminToken.SchemeName, null);
        services.AddAuthorization(Rights.AddPolicies);
        services.AddIdentityCore<Person>(ConfigureIdentity)
            .AddEntityFrameworkStores<ConferenceDbContext>()
            .AddClaimsPrincipalFactory<PersonClaims>()
            .AddPasswordValidator<NotOneself>()
            .AddSignInManager();
        // A changed password or role reaches open sessions within this time.
        services.Configure<SecurityStampValidatorOptions>(stamp => stamp.ValidationInterval = TimeSpan.FromMinutes(1));
        services.AddScoped<SignIn>();
        services.AddSingleton<InvitationLinks>();
        services.AddSingleton<FirstAdministrator>();
        services.AddSingleton<ServicePerson>();
        services.AddSingleton<VisitedRooms>();
        services.AddSingleton<RecordingAccess>();
        return services;
    }

    private static void ConfigureIdentity(IdentityOptions identity)
    {
        identity.User.RequireUniqueEmail = true;
        identity.User.AllowedUserNameCharacters = ""; // the user name is the e-mail address, which has its own check
        // NIST SP 800-63B §5.1.1.2: length, not composition.
        identity.Password.RequiredLength = MinPassword;
        identity.Password.RequiredUniqueChars = 5;
        identity.Password.RequireDigit = false;
        identity.Password.RequireLowercase = false;
        identity.Password.RequireUppercase = false;
        identity.Password.RequireNonAlphanumeric = false;
        identity.Lockout.MaxFailedAccessAttempts = 10;
        identity.Lockout.DefaultLockoutTimeSpan = TimeSpan.FromMinutes(5);
    }

    private static void ConfigureCookie(CookieAuthenticationOptions options)
    {
        options.Cookie.Name = "conference";
        options.Cookie.SameSite = SameSiteMode.Lax;
        options.Cookie.HttpOnly = true;
        options.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
        options.ExpireTimeSpan = TimeSpan.FromDays(14);
        options.SlidingExpiration = true;
        options.Events.OnRedirectToLogin = Answer(ApiErrors.SignInFirst);
        options.Events.OnRedirectToAccessDenied = Answer(ApiErrors.NotAllowed);
    }

    // The pages do their own routing: a redirect to a sign-in page would only confuse a fetch.
    private static Func<RedirectContext<CookieAuthenticationOptions>, Task> Answer(ApiError error) =>
        context => error.ExecuteAsync(context.HttpContext);
}
