using Conference.Rooms.Model;
using Conference.Rooms.Storage;
using Microsoft.EntityFrameworkCore;

namespace Conference.Web.Accounts;

/// <summary>Who owns the rooms that were made with the admin token. Has no e-mail address and no password, so nobody signs in as it.</summary>
internal sealed class ServicePerson(IDbContextFactory<ConferenceDbContext> contexts, TimeProvider time)
{
    public const string Name = "API";

    public static readonly Guid Id = new("00000000-0000-8000-8000-0000000000a1");

    /// <summary>Makes its row if it is not there.</summary>
    public async Task EnsureAsync(CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        if (await context.Users.AnyAsync(person => person.Id == Id, cancellationToken)) return;
        context.Users.Add(new Person
        {
            Id = Id, Name = Name, Role = PersonRole.Teacher, CreatedAt = time.GetUtcNow(), UserName = "api", NormalizedUserName = "API",
        });
        try
        {
            await context.SaveChangesAsync(cancellationToken);
        }
        catch (DbUpdateException) when (!cancellationToken.IsCancellationRequested)
        {
            // Another request made it in this moment; if not, the room's owner is missing and its insert says so.
        }
    }
}
