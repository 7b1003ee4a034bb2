using Conference.Rooms.Model;
using Conference.Rooms.Storage;
using Microsoft.EntityFrameworkCore;

namespace Conference.Web.Accounts;

/// <summary>While there is no administrator, each start makes a link that makes one; the link of an earlier start ends.</summary>
internal sealed class FirstAdministrator(
    IDbContextFactory<ConferenceDbContext> contexts, InvitationStore invitations, InvitationLinks links)
{
    /// <returns>The link, or null when there is an administrator.</returns>
    public async Task<string?> InviteAsync(string origin, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        if (await context.Users.AnyAsync(person => person.Role == PersonRole.Administrator, cancellationToken)) return null;
        await invitations.WithdrawOwnAsync(cancellationToken);
        var (_, token) = await links.CreateAsync(PersonRole.Administrator, null, cancellationToken);
        return InvitationLinks.Url(origin, token);
    }
}
