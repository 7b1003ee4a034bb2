using System.Security.Cryptography;

namespace Conference.Rtc.Ice;

/// <summary>Random ice-chars (RFC 8839 §5.4: letters, digits, "+" and "/"): 64 of them, so each carries six bits.</summary>
internal static class IceCharacters
{
    private const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

    public static void Fill(Span<byte> destination)
    {
        RandomNumberGenerator.Fill(destination);
        foreach (ref var character in destination)
            character = (byte)Alphabet[character & 63];
    }
}
