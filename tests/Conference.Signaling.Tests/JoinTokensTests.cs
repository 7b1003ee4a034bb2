using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Conference.Signaling.Tests;

public sealed class JoinTokensTests
{
    private static readonly DateTimeOffset Start = new(2026, 9, 1, 8, 0, 0, TimeSpan.Zero);
    private static readonly byte[] Key = RandomNumberGenerator.GetBytes(32);
    private static readonly JoinGrant Grant = new(Guid.NewGuid(), "abcdefghjkmn", ParticipantRole.Teacher, "Ада Лавлейс 🧮", Guid.NewGuid());

    private readonly JoinTokens _tokens = new(Key, TimeSpan.FromMinutes(2), new ManualTime(Start));

    [Fact]
    public void A_token_gives_back_what_was_put_in()
    {
        Assert.True(_tokens.TryRead(_tokens.Issue(Grant), Start, out var read, out _));
        Assert.Equal(Grant, read);

        var guest = Grant with { Role = ParticipantRole.Student, PersonId = null };
        Assert.True(_tokens.TryRead(_tokens.Issue(guest), Start, out read, out _));
        Assert.Equal(guest, read);
    }

    [Fact]
    public void A_token_ends_after_two_minutes_and_still_tells_whose_it_was()
    {
        var token = _tokens.Issue(Grant);

        Assert.True(_tokens.TryRead(token, Start.AddSeconds(119), out _, out _));
        Assert.False(_tokens.TryRead(token, Start.AddSeconds(120), out var read, out var error));
        Assert.Equal(RoomError.TokenExpired, error);
        Assert.Equal(Grant, read);
    }

    [Fact]
    public void A_token_of_another_key_is_invalid()
    {
        var forged = new JoinTokens(RandomNumberGenerator.GetBytes(32), TimeSpan.FromMinutes(2), new ManualTime(Start)).Issue(Grant);

        Assert.False(_tokens.TryRead(forged, Start, out var read, out var error));
        Assert.Equal(RoomError.TokenInvalid, error);
        Assert.Null(read);
    }

    [Theory]
    [InlineData("""{"alg":"none","typ":"JWT"}""")]
    [InlineData("""{"typ":"JWT","alg":"HS256"}""")]
    public void Another_header_is_invalid_even_with_a_good_signature(string header)
    {
        var payload = _tokens.Issue(Grant).Split('.')[1];
        var signed = $"{Base64Url.EncodeToString(Encoding.ASCII.GetBytes(header))}.{payload}";
        var token = $"{signed}.{Base64Url.EncodeToString(HMACSHA256.HashData(Key, Encoding.ASCII.GetBytes(signed)))}";

        Assert.False(_tokens.TryRead(token, Start, out _, out var error));
        Assert.Equal(RoomError.TokenInvalid, error);
    }

    [Fact]
    public void A_token_is_a_jwt_that_others_can_read()
    {
        var parts = _tokens.Issue(Grant).Split('.');

        Assert.Equal("""{"alg":"HS256","typ":"JWT"}""", Encoding.UTF8.GetString(Base64Url.DecodeFromChars(parts[0])));
        var payload = Encoding.UTF8.GetString(Base64Url.DecodeFromChars(parts[1]));
        Assert.Contains("\"role\":\"teacher\"", payload, StringComparison.Ordinal);
        Assert.Contains($"\"exp\":{Start.AddMinutes(2).ToUnixTimeSeconds()}", payload, StringComparison.Ordinal);
        Assert.Equal(HMACSHA256.HashData(Key, Encoding.ASCII.GetBytes($"{parts[0]}.{parts[1]}")), Base64Url.DecodeFromChars(parts[2]));
    }

    [Fact]
    public void Ten_thousand_mutations_are_neither_accepted_nor_thrown_at()
    {
        var token = _tokens.Issue(Grant);
        var random = new Random(20260901);
        for (var round = 0; round < 10_000; round++)
        {
            var text = new StringBuilder(token);
            for (var change = random.Next(1, 4); change > 0 && text.Length > 0; change--)
            {
                var at = random.Next(text.Length);
                switch (random.Next(4))
                {
                    case 0: text[at] = (char)random.Next(1, 0x250); break;
                    case 1: text.Remove(at, 1); break;
                    case 2: text.Insert(at, (char)random.Next(32, 127)); break;
                    default: text.Length = at; break;
                }
            }

            var mutated = text.ToString();
            // Base64url ignores the two spare bits of the signature's last character: the token is the same then.
            if (mutated[..^Math.Min(1, mutated.Length)] == token[..^1] && mutated.Length == token.Length) continue;
            if (mutated == token) continue;
            Assert.False(_tokens.TryRead(mutated, Start, out _, out var error), $"round {round}: {mutated}");
            Assert.Equal(RoomError.TokenInvalid, error);
        }
    }

    [Fact]
    public void A_short_key_is_refused() =>
        Assert.Throws<ArgumentException>(() => new JoinTokens(new byte[31], TimeSpan.FromMinutes(2), TimeProvider.System));
}
