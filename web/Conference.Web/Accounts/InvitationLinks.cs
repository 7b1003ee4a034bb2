using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Conference.Rooms.Model;
using Conference.Rooms.Storage;

namespace Conference.Web.Accounts;

/// <summary>Makes the secret part of an invitation; the database sees only its hash.</summary>
internal sealed class InvitationLinks(InvitationStore invitations)
{
    public static readonly TimeSpan Lifetime = TimeSpan.FromDays(7);

    /// <returns>The stored invitation and the token, which nobody can ask for again.</returns>
    public async Task<(Invitation Invitation, string Token)> CreateAsync(PersonRole role, Guid? createdById, CancellationToken cancellationToken)
    {
        var token = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));
        return (await invitations.CreateAsync(Hash(token), role, createdById, Lifetime, cancellationToken), token);
    }

    public static byte[] Hash(string token) => SHA256.HashData(Encoding.UTF8.GetBytes(token));

    public static string Url(string origin, string token) => $"{origin}/invite/{token}";
}
