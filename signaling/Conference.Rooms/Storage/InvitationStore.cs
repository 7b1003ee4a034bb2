using Conference.Rooms.Model;
using Microsoft.EntityFrameworkCore;

namespace Conference.Rooms.Storage;

/// <summary>One-time links that make accounts. Tokens come in hashed; the clear token is nowhere in the database.</summary>
public sealed class InvitationStore(IDbContextFactory<ConferenceDbContext> contexts, TimeProvider time)
{
    public async Task<Invitation> CreateAsync(
        byte[] tokenHash, PersonRole role, Guid? createdById, TimeSpan lifetime, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var invitation = new Invitation
        {
            Id = Guid.CreateVersion7(),
            TokenHash = tokenHash,
            Role = role,
            CreatedById = createdById,
            CreatedAt = now,
            ExpiresAt = now + lifetime,
        };
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        context.Invitations.Add(invitation);
        await context.SaveChangesAsync(cancellationToken);
        return invitation;
    }

    /// <summary>The invitation if it can still be accepted, else null.</summary>
    public async Task<Invitation?> FindOpenAsync(byte[] tokenHash, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await context.Invitations.AsNoTracking()
            .SingleOrDefaultAsync(i => i.TokenHash == tokenHash && i.AcceptedById == null && i.ExpiresAt > now, cancellationToken);
    }

    /// <summary>
    /// Makes the account and marks the invitation as accepted in one transaction of <paramref name="context"/>, which must be the one that
    /// <paramref name="createPerson"/> writes through. Of two callers with one link the second waits and then gets false.
    /// </summary>
    /// <param name="createPerson">Makes the account; null means that it was refused, and nothing is written.</param>
    /// <returns>The account, or null with <c>gone</c> telling whether the invitation (true) or the account (false) was the reason.</returns>
    public async Task<(Person? Person, bool Gone)> AcceptAsync(
        ConferenceDbContext context,
        byte[] tokenHash,
        Func<Invitation, Task<Person?>> createPerson,
        CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        var invitation = (await context.Invitations
            .FromSql($"SELECT * FROM invitations WHERE token_hash = {tokenHash} AND accepted_by_id IS NULL AND expires_at > {now} FOR UPDATE")
            .ToListAsync(cancellationToken)).SingleOrDefault();
        if (invitation is null) return (null, true);
        var person = await createPerson(invitation);
        if (person is null) return (null, false);
        invitation.AcceptedById = person.Id;
        invitation.AcceptedAt = now;
        await context.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return (person, false);
    }

    /// <summary>Ends the open invitations that the server itself made, so that only its newest link works.</summary>
    public async Task WithdrawOwnAsync(CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        await context.Invitations.Where(i => i.CreatedById == null && i.AcceptedAt == null).ExecuteDeleteAsync(cancellationToken);
    }

    /// <summary>Every invitation with the name of who accepted it, newest first.</summary>
    public async Task<IReadOnlyList<(Invitation Invitation, string? AcceptedBy)>> ListAsync(CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var rows = await context.Invitations.AsNoTracking()
            .OrderByDescending(i => i.CreatedAt)
            .Select(i => new
            {
                Invitation = i,
                AcceptedBy = context.Users.Where(person => person.Id == i.AcceptedById).Select(person => person.Name).FirstOrDefault(),
            })
            .ToListAsync(cancellationToken);
        return [.. rows.Select(row => (row.Invitation, row.AcceptedBy))];
    }
}
