using System.Buffers;
using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Conference.Rooms.Model;
using Conference.Signaling.Live;

namespace Conference.Signaling.Joining;

/// <summary>
/// Issues and reads join tokens: JSON Web Tokens (RFC 7519) in the compact serialization (RFC 7515), signed with HMAC SHA-256 ("HS256", RFC 7518 §3.2).
/// They are short-lived, because they pass through the page; whoever is inside comes back by its resume key.
/// </summary>
public sealed class JoinTokens
{
    /// <summary>RFC 7518 §3.2: the key is at least as long as the hash.</summary>
    public const int MinimumKeyBytes = 32;

    /// <summary>In characters: far above any token we issue. What is longer is not decoded at all.</summary>
    public const int MaximumTokenLength = 2048;

    /// <summary>Every token we issue has this very header, so nothing but it is accepted: no "alg" of the sender's choice (RFC 8725 §3.1).</summary>
    private static readonly string Header = Base64Url.EncodeToString("""{"alg":"HS256","typ":"JWT"}"""u8);

    /// <summary>Base64url without padding, and the dots between (RFC 7515 §2): the decoder alone would pass over white space.</summary>
    private static readonly SearchValues<char> Alphabet =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.");

    private readonly byte[] _key;
    private readonly TimeSpan _lifetime;
    private readonly TimeProvider _time;

    /// <exception cref="ArgumentException">The key is shorter than <see cref="MinimumKeyBytes"/>.</exception>
    public JoinTokens(ReadOnlySpan<byte> key, TimeSpan lifetime, TimeProvider time)
    {
        if (key.Length < MinimumKeyBytes)
        {
            throw new ArgumentException($"The join token key must be at least {MinimumKeyBytes} bytes long.", nameof(key));
        }

        _key = key.ToArray();
        _lifetime = lifetime;
        _time = time;
    }

    /// <summary>Signs a token that is good from now on for the configured lifetime.</summary>
    public string Issue(JoinGrant grant) => Issue(grant, _lifetime);

    /// <summary>Signs a token that is good from now on for so long.</summary>
    public string Issue(JoinGrant grant, TimeSpan lifetime)
    {
        var claims = new JoinTokenClaims(
            grant.RoomId,
            grant.RoomCode,
            grant.Role == ParticipantRole.Teacher ? "teacher" : "student",
            grant.Name,
            grant.PersonId,
            (_time.GetUtcNow() + lifetime).ToUnixTimeSeconds(),
            grant.Use switch { TokenUse.Publish => "whip", TokenUse.Play => "whep", _ => null },
            grant.TokenId);
        var payload = Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(claims, JoinTokenJson.Default.JoinTokenClaims));
        var signed = $"{Header}.{payload}";
        return $"{signed}.{Base64Url.EncodeToString(Sign(signed))}";
    }

    /// <summary>Checks a token's signature and age.</summary>
    /// <param name="grant">Set when the signature holds: also for an expired token, because a resume key may still stand in for its age.</param>
    /// <param name="error"><see cref="RoomError.TokenInvalid"/> or <see cref="RoomError.TokenExpired"/> when the answer is false.</param>
    public bool TryRead(string token, DateTimeOffset now, [NotNullWhen(true)] out JoinGrant? grant, out RoomError error)
    {
        grant = null;
        error = RoomError.TokenInvalid;
        if (token.Length > MaximumTokenLength || token.AsSpan().ContainsAnyExcept(Alphabet)) return false;

        var lastDot = token.LastIndexOf('.');
        if (lastDot < 0) return false;
        var signed = token[..lastDot];
        if (!TryDecode(token.AsSpan(lastDot + 1), out var signature)) return false;
        if (!CryptographicOperations.FixedTimeEquals(signature, Sign(signed))) return false;

        // From here on the bytes are our own; a failure means that another product holds the same key.
        if (!signed.StartsWith(Header, StringComparison.Ordinal) || signed.Length <= Header.Length || signed[Header.Length] != '.') return false;
        if (!TryDecode(signed.AsSpan(Header.Length + 1), out var payload) || ReadClaims(payload) is not { } claims) return false;

        grant = new JoinGrant(
            claims.Room,
            claims.Code,
            claims.Role == "teacher" ? ParticipantRole.Teacher : ParticipantRole.Student,
            claims.Name,
            claims.Person,
            claims.Use switch { "whip" => TokenUse.Publish, "whep" => TokenUse.Play, _ => TokenUse.Lecture },
            claims.Jti);
        if (now.ToUnixTimeMilliseconds() < claims.Exp * 1000) return true;

        error = RoomError.TokenExpired;
        return false;
    }

    private static JoinTokenClaims? ReadClaims(byte[] payload)
    {
        try
        {
            var claims = JsonSerializer.Deserialize(payload, JoinTokenJson.Default.JoinTokenClaims);
            return claims is { Code: not null, Name: not null, Role: "teacher" or "student", Use: null or "whip" or "whep" } ? claims : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static bool TryDecode(ReadOnlySpan<char> text, out byte[] bytes)
    {
        // The decoder throws at what it cannot read, so it is asked first.
        bytes = Base64Url.IsValid(text) ? Base64Url.DecodeFromChars(text) : [];
        return bytes.Length > 0;
    }

    private byte[] Sign(string signed) => HMACSHA256.HashData(_key, Encoding.ASCII.GetBytes(signed));
}
