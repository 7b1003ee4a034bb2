using System.Diagnostics.CodeAnalysis;

namespace Conference.Rtc.Sdp;

/// <summary>What a browser's description says of its transport.</summary>
/// <param name="Ufrag">ICE user fragment, 4..256 characters (RFC 8839 §5.4).</param>
/// <param name="Password">ICE password, 22..256 characters.</param>
/// <param name="Fingerprint">The a=fingerprint value, always of sha-256: "sha-256 AB:CD:..." (RFC 8122).</param>
public sealed record RemoteTransportDescription(string Ufrag, string Password, string Fingerprint, SetupRole Setup)
{
    /// <summary>Reads them from the section, else from the session (Firefox puts the fingerprint there).</summary>
    internal static SdpError? Read(SessionDescription description, MediaSection section, out RemoteTransportDescription? transport)
    {
        transport = null;
        var ufrag = First("ice-ufrag");
        var password = First("ice-pwd");
        if (!AreCredentials(ufrag, password)) return new SdpError(section.Line, SdpErrorReason.MissingIceCredentials);
        if ((Sha256Fingerprint(section.Attributes) ?? Sha256Fingerprint(description.Attributes)) is not { } fingerprint)
            return new SdpError(section.Line, SdpErrorReason.MissingFingerprint);
        if (First("setup") is not { } word || !SdpWords.TryParse(word, out SetupRole setup))
            return new SdpError(section.Line, SdpErrorReason.MissingSetup);
        transport = new RemoteTransportDescription(ufrag, password, fingerprint, setup);
        return null;

        string? First(string name) => section.Attributes.First(name) ?? description.Attributes.First(name);
    }

    /// <summary>Both are there and keep to the bounds of RFC 8839 §5.4.</summary>
    internal static bool AreCredentials([NotNullWhen(true)] string? ufrag, [NotNullWhen(true)] string? password) =>
        ufrag is { Length: >= 4 and <= 256 } && password is { Length: >= 22 and <= 256 } && IsIceText(ufrag) && IsIceText(password);

    private static string? Sha256Fingerprint(SdpAttributes attributes)
    {
        const int sha256Length = 7 + 1 + (32 * 3) - 1;
        foreach (var value in attributes.Values("fingerprint"))
            if (value.Length == sha256Length && value.StartsWith("sha-256 ", StringComparison.OrdinalIgnoreCase)) return value;
        return null;
    }

    /// <summary>RFC 8839 §5.4 ice-char; browsers keep to it, so a peer that does not is not one.</summary>
    private static bool IsIceText(string text)
    {
        foreach (var character in text)
            if (!char.IsAsciiLetterOrDigit(character) && character is not ('+' or '/' or '-' or '_' or '=')) return false;
        return true;
    }
}
