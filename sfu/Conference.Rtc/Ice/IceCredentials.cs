using System.Text;

namespace Conference.Rtc.Ice;

/// <summary>Our side's short-term credentials for one Transport (RFC 8445 §5.3): eight characters of ufrag, 24 (144 bits) of password.</summary>
public sealed class IceCredentials
{
    private const int PasswordLength = 24;

    private IceCredentials(IceUfrag ufrag, string password)
    {
        Ufrag = ufrag;
        Password = password;
    }

    public IceUfrag Ufrag { get; }

    public string Password { get; }

    /// <summary>Fresh ones from the system's random number generator.</summary>
    public static IceCredentials Generate()
    {
        Span<byte> password = stackalloc byte[PasswordLength];
        IceCharacters.Fill(password);
        return new IceCredentials(IceUfrag.Generate(), Encoding.ASCII.GetString(password));
    }
}
