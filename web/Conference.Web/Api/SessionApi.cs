using System.Reflection;
using Conference.Rooms.Model;
using Conference.Web.Accounts;
using Conference.Web.Hosting;
using Conference.Web.Settings;
using Microsoft.AspNetCore.Identity;

namespace Conference.Web.Api;

/// <summary>Who is signed in.</summary>
internal static class SessionApi
{
    public static string Version { get; } =
        typeof(SessionApi).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];

    public static void MapSession(this IEndpointRouteBuilder api)
    {
        // Most who ask are students without an account: for them no store of accounts is made.
        api.MapGet("/session", async (HttpContext context, SessionViews views) => views.Of(
            PersonClaims.Id(context.User) is null ? null : await context.RequestServices.GetRequiredService<UserManager<Person>>().GetUserAsync(context.User)));
        api.MapPost("/session", async (SignInBody body, SignIn signIn, SessionViews views) =>
        {
            var (person, error) = await signIn.WithPasswordAsync(body.Email, body.Password);
            return person is null ? (IResult)error! : TypedResults.Ok(views.Of(person));
        }).RequireRateLimiting(RateLimits.SignIn);
        api.MapDelete("/session", async (SignIn signIn) =>
        {
            await signIn.OutAsync();
            return TypedResults.NoContent();
        });
    }

    internal sealed record SignInBody(string? Email, string? Password);

    internal sealed record PersonView(Guid Id, string Name, string? Email, PersonRole Role);

    /// <param name="SecureLan">The https address under which this server gives camera and microphone on the local network; null when it has none.</param>
    internal sealed record SessionView(PersonView? Person, string Version, string? SecureLan, IReadOnlyList<string> Languages);

    internal sealed class SessionViews(PublicOrigin origin, ConferenceOptions options)
    {
        public SessionView Of(Person? person) => new(
            person is null ? null : new PersonView(person.Id, person.Name, person.Email, person.Role), Version, origin.SecureLan, options.Languages);
    }
}
