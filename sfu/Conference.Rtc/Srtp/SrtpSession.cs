using System.Security.Cryptography;
using Conference.Rtc.Dtls;

namespace Conference.Rtc.Srtp;

/// <summary>Both directions of a Transport, keyed from DTLS (RFC 5764 §4.2).</summary>
internal sealed class SrtpSession : IDisposable
{
    private SrtpSession(SrtpProfile profile, SrtpSender sender, SrtpReceiver receiver)
    {
        Profile = profile;
        Sender = sender;
        Receiver = receiver;
    }

    public SrtpProfile Profile { get; }

    public SrtpSender Sender { get; }

    public SrtpReceiver Receiver { get; }

    /// <summary>False when no profile was agreed or the export fails.</summary>
    public static bool TryCreate(DtlsSession dtls, DtlsRole role, out SrtpSession? session)
    {
        session = null;
        if (!dtls.TryGetProfile(out var profile))
            return false;
        const int KeyLength = SrtpCipher.MasterKeyLength;
        var saltLength = SrtpCipher.MasterSaltLength(profile);
        Span<byte> material = stackalloc byte[2 * (KeyLength + SrtpCipher.MaxMasterSaltLength)];
        material = material[..(2 * (KeyLength + saltLength))];
        try
        {
            if (!dtls.TryExportKeyingMaterial(material))
                return false;
            session = Create(profile, material, role);
            return true;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(material);
        }
    }

    /// <param name="material">Client key, server key, client salt, server salt.</param>
    public static SrtpSession Create(SrtpProfile profile, ReadOnlySpan<byte> material, DtlsRole role)
    {
        const int KeyLength = SrtpCipher.MasterKeyLength;
        var saltLength = SrtpCipher.MasterSaltLength(profile);
        var clientKey = material[..KeyLength];
        var serverKey = material.Slice(KeyLength, KeyLength);
        var clientSalt = material.Slice(2 * KeyLength, saltLength);
        var serverSalt = material.Slice(2 * KeyLength + saltLength, saltLength);
        return role == DtlsRole.Client
            ? new SrtpSession(profile, new SrtpSender(profile, clientKey, clientSalt), new SrtpReceiver(profile, serverKey, serverSalt))
            : new SrtpSession(profile, new SrtpSender(profile, serverKey, serverSalt), new SrtpReceiver(profile, clientKey, clientSalt));
    }

    public void Dispose()
    {
        Sender.Dispose();
        Receiver.Dispose();
    }
}
