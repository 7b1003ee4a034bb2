using System.Security.Cryptography;

namespace Conference.Rooms.Tests;

public sealed class InvitationStoreTests(StorageFixture storage) : IClassFixture<StorageFixture>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Of_ten_people_with_one_link_one_gets_the_account()
    {
        var hash = await InviteAsync(TimeSpan.FromDays(1));

        var answers = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => AcceptAsync(hash)));

        Assert.Equal(1, answers.Count(answer => answer.Person is not null));
        Assert.Equal(9, answers.Count(answer => answer.Gone));
        Assert.Null(await storage.Invitations.FindOpenAsync(hash, Cancellation));
        Assert.Contains(await storage.Invitations.ListAsync(Cancellation),
            row => row.Invitation.TokenHash.SequenceEqual(hash) && row.AcceptedBy == "New");
    }

    [Fact]
    public async Task A_refused_account_leaves_the_invitation_open()
    {
        var hash = await InviteAsync(TimeSpan.FromDays(1));
        await using var context = await storage.OpenContextAsync();

        var (person, gone) = await storage.Invitations.AcceptAsync(context, hash, _ => Task.FromResult<Person?>(null), Cancellation);

        Assert.Equal((null, false), (person, gone));
        Assert.NotNull(await storage.Invitations.FindOpenAsync(hash, Cancellation));
    }

    [Fact]
    public async Task An_invitation_past_its_time_is_gone()
    {
        var hash = await InviteAsync(TimeSpan.FromSeconds(-1));

        Assert.Null(await storage.Invitations.FindOpenAsync(hash, Cancellation));
        Assert.True((await AcceptAsync(hash)).Gone);
    }

    private async Task<byte[]> InviteAsync(TimeSpan lifetime)
    {
        var hash = RandomNumberGenerator.GetBytes(32);
        await storage.Invitations.CreateAsync(hash, PersonRole.Teacher, null, lifetime, Cancellation);
        return hash;
    }

    private async Task<(Person? Person, bool Gone)> AcceptAsync(byte[] hash)
    {
        await using var context = await storage.OpenContextAsync();
        return await storage.Invitations.AcceptAsync(
            context,
            hash,
            async invitation =>
            {
                var id = Guid.CreateVersion7();
                var person = new Person { Id = id, Name = "New", Role = invitation.Role, CreatedAt = DateTimeOffset.UtcNow, NormalizedUserName = $"{id}" };
                context.Users.Add(person);
                await context.SaveChangesAsync(Cancellation);
                return person;
            },
            Cancellation);
    }
}
