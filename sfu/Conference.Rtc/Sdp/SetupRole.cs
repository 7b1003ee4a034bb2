namespace Conference.Rtc.Sdp;

/// <summary>Who opens the DTLS handshake (RFC 4145 §4, RFC 8842 §5).</summary>
public enum SetupRole
{
    /// <summary>The describer waits or opens, as the other likes.</summary>
    ActPass,

    /// <summary>The describer sends the ClientHello.</summary>
    Active,

    /// <summary>The describer waits for the ClientHello.</summary>
    Passive,
}
