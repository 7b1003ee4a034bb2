using Conference.Rooms.Model;
using Conference.Rooms.Storage;
using Conference.Web.Accounts;
using Microsoft.EntityFrameworkCore;

namespace Conference.Web.Api;

/// <summary>The accounts, for administrators.</summary>
internal static class PeopleApi
{
    public static void MapPeople(this IEndpointRouteBuilder api) =>
        api.MapGet("/people", async (ConferenceDbContext context, CancellationToken cancellationToken) =>
            await context.Users.AsNoTracking().Where(person => person.Id != ServicePerson.Id).OrderBy(person => person.Name)
                .Select(person => new RowView(person.Id, person.Name, person.Email, person.Role, person.CreatedAt))
                .ToListAsync(cancellationToken)).RequireAuthorization(Rights.Administrate);

    private sealed record RowView(Guid Id, string Name, string? Email, PersonRole Role, DateTimeOffset CreatedAt);
}
