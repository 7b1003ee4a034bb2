using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Conference.Signaling.Live;

/// <summary>
/// The secret by which a tab takes its place again: 32 random bytes, base64url. The server keeps only the SHA-256, so that a memory dump or a log
/// gives nobody another's place.
/// </summary>
internal static class ResumeKey
{
    /// <summary>Far above what <see cref="Create"/> makes.</summary>
    public const int MaximumLength = 128;

    public static string Create(out string hash)
    {
        var key = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));
        hash = Hash(key);
        return key;
    }

    public static string Hash(string key) => Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(key)));
}
