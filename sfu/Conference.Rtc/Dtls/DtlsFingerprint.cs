using System.Security.Cryptography;

namespace Conference.Rtc.Dtls;

/// <summary>The SHA-256 of a certificate as in "a=fingerprint:sha-256 AB:CD:..." (RFC 8122 §5).</summary>
public sealed class DtlsFingerprint : IEquatable<DtlsFingerprint>
{
    private const string Algorithm = "sha-256";

    private readonly byte[] _hash;

    private DtlsFingerprint(byte[] hash) => _hash = hash;

    /// <param name="certificate">DER.</param>
    public static DtlsFingerprint OfCertificate(ReadOnlySpan<byte> certificate) => new(SHA256.HashData(certificate));

    /// <summary>Reads an attribute's value, "sha-256 AB:CD:..."; false for another hash function or a wrong length.</summary>
    public static bool TryParse(ReadOnlySpan<char> value, out DtlsFingerprint? fingerprint)
    {
        fingerprint = null;
        value = value.Trim();
        var space = value.IndexOf(' ');
        if (space < 0 || !value[..space].Equals(Algorithm, StringComparison.OrdinalIgnoreCase))
            return false;
        var hex = value[(space + 1)..].Trim();
        if (hex.Length != SHA256.HashSizeInBytes * 3 - 1)
            return false;
        var hash = new byte[SHA256.HashSizeInBytes];
        for (var i = 0; i < hash.Length; i++)
        {
            if (i > 0 && hex[i * 3 - 1] != ':')
                return false;
            if (!char.IsAsciiHexDigit(hex[i * 3]) || !char.IsAsciiHexDigit(hex[i * 3 + 1]))
                return false;
            hash[i] = byte.Parse(hex.Slice(i * 3, 2), System.Globalization.NumberStyles.AllowHexSpecifier, null);
        }
        fingerprint = new DtlsFingerprint(hash);
        return true;
    }

    public bool Equals(DtlsFingerprint? other) => other is not null && CryptographicOperations.FixedTimeEquals(_hash, other._hash);

    public override bool Equals(object? obj) => Equals(obj as DtlsFingerprint);

    public override int GetHashCode() => BitConverter.ToInt32(_hash);

    /// <summary>"sha-256 AB:CD:...", the attribute's value.</summary>
    public override string ToString() => $"{Algorithm} {BitConverter.ToString(_hash).Replace('-', ':')}";
}
