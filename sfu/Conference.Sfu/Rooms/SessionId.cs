using System.Security.Cryptography;

namespace Conference.Sfu.Rooms;

/// <summary>The session id of an o= line: a random number of at most 63 bits (RFC 9429 §5.2.1).</summary>
internal static class SessionId
{
    public static ulong Next() => BitConverter.ToUInt64(RandomNumberGenerator.GetBytes(sizeof(ulong))) >> 1;
}
