using Conference.Rooms.Model;
using Conference.Rooms.Storage;
using Conference.Web.Accounts;
using Conference.Web.Hosting;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Conference.Web.Api;

/// <summary>One-time links that make accounts.</summary>
internal static class InvitationsApi
{
    public static void MapInvitations(this IEndpointRouteBuilder api)
    {
        api.MapGet("/invitations/{token}", ShowAsync).RequireRateLimiting(RateLimits.SignIn);
        api.MapPost("/invitations/{token}", AcceptAsync).RequireRateLimiting(RateLimits.SignIn);
        api.MapGet("/invitations", ListAsync).RequireAuthorization(Rights.Administrate);
        api.MapPost("/invitations", CreateAsync).RequireAuthorization(Rights.Administrate);
    }

    private static async Task<IResult> ShowAsync(string token, InvitationStore invitations, CancellationToken cancellationToken) =>
        await invitations.FindOpenAsync(InvitationLinks.Hash(token), cancellationToken) is { } invitation
            ? TypedResults.Ok(new OfferView(invitation.Role, invitation.ExpiresAt))
            : ApiErrors.InvitationGone;

    private static async Task<IResult> AcceptAsync(
        string token,
        AcceptBody body,
        InvitationStore invitations,
        ConferenceDbContext context,
        UserManager<Person> people,
        SignIn signIn,
        SessionApi.SessionViews sessions,
        TimeProvider time,
        CancellationToken cancellationToken)
    {
        if (Inputs.Line(body.Name, Inputs.MaxName) is not { } name) return ApiErrors.NameInvalid;
        if (Inputs.Email(body.Email) is not { } email) return ApiErrors.EmailInvalid;
        if (body.Password is not { Length: <= AccountServices.MaxPassword } password) return ApiErrors.WeakPassword;

        ApiError? refused = null;
        Person? person;
        bool gone;
        try
        {
            (person, gone) = await invitations.AcceptAsync(context, InvitationLinks.Hash(token), CreatePersonAsync, cancellationToken);
        }
        catch (DbUpdateException e) when (e.InnerException is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation })
        {
            return ApiErrors.EmailTaken; // two links, one address, the same moment
        }

        if (person is null) return gone ? ApiErrors.InvitationGone : refused!;
        await signIn.AsAsync(person);
        return TypedResults.Ok(sessions.Of(person));

        async Task<Person?> CreatePersonAsync(Invitation invitation)
        {
            var candidate = new Person
            {
                Id = Guid.CreateVersion7(), Name = name, Email = email, UserName = email, Role = invitation.Role, CreatedAt = time.GetUtcNow(),
            };
            var result = await people.CreateAsync(candidate, password);
            if (result.Succeeded) return candidate;
            refused = result.Errors.Any(error => error.Code.StartsWith("Duplicate", StringComparison.Ordinal)) ? ApiErrors.EmailTaken
                : result.Errors.Any(error => error.Code.StartsWith("Password", StringComparison.Ordinal)) ? ApiErrors.WeakPassword
                : ApiErrors.EmailInvalid;
            return null;
        }
    }

    private static async Task<IResult> ListAsync(InvitationStore invitations, CancellationToken cancellationToken) =>
        TypedResults.Ok((await invitations.ListAsync(cancellationToken)).Select(row =>
            new RowView(row.Invitation.Id, row.Invitation.Role, row.Invitation.CreatedAt, row.Invitation.ExpiresAt, row.AcceptedBy)));

    private static async Task<IResult> CreateAsync(
        CreateBody body, HttpContext context, InvitationLinks links, PublicOrigin origin, CancellationToken cancellationToken)
    {
        if (!Enum.TryParse<PersonRole>(body.Role, ignoreCase: true, out var role) || !Enum.IsDefined(role) || char.IsAsciiDigit(body.Role![0]))
            return ApiErrors.RoleInvalid;
        var (invitation, token) = await links.CreateAsync(role, PersonClaims.Id(context.User), cancellationToken);
        return TypedResults.Ok(new CreatedView(invitation.Id, role, InvitationLinks.Url(origin.Of(context.Request), token), invitation.ExpiresAt));
    }

    private sealed record AcceptBody(string? Name, string? Email, string? Password);

    private sealed record CreateBody(string? Role);

    private sealed record OfferView(PersonRole Role, DateTimeOffset ExpiresAt);

    private sealed record CreatedView(Guid Id, PersonRole Role, string Url, DateTimeOffset ExpiresAt);

    private sealed record RowView(Guid Id, PersonRole Role, DateTimeOffset CreatedAt, DateTimeOffset ExpiresAt, string? AcceptedBy);
}
