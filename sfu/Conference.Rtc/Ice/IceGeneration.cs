using System.Text;

namespace Conference.Rtc.Ice;

/// <summary>The credentials of one ICE session; a restart brings the next (RFC 8445 §9).</summary>
internal sealed class IceGeneration
{
    private readonly byte[] _localUfrag;
    private readonly byte[]? _remoteUfrag;

    public IceGeneration(IceCredentials local)
        : this(Encoding.ASCII.GetBytes(local.Ufrag.ToString()), Encoding.ASCII.GetBytes(local.Password), null)
    {
    }

    private IceGeneration(byte[] localUfrag, byte[] password, byte[]? remoteUfrag)
    {
        _localUfrag = localUfrag;
        Password = password;
        _remoteUfrag = remoteUfrag;
    }

    /// <summary>Ours: what the peer's checks and our answers are authenticated with.</summary>
    public byte[] Password { get; }

    public IceGeneration With(string remoteUfrag) => new(_localUfrag, Password, Encoding.UTF8.GetBytes(remoteUfrag));

    /// <summary>USERNAME is ours, a colon, the peer's (RFC 8445 §7.2.2); before the answer came, whatever the peer says of itself.</summary>
    public bool IsFor(ReadOnlySpan<byte> username)
    {
        var colon = username.IndexOf((byte)':');
        return colon >= 0
            && username[..colon].SequenceEqual(_localUfrag)
            && (_remoteUfrag is null || username[(colon + 1)..].SequenceEqual(_remoteUfrag));
    }
}
