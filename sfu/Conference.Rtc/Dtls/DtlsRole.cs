namespace Conference.Rtc.Dtls;

/// <summary>Who sends the ClientHello. The server's Transports are always <see cref="Server"/> ("a=setup:passive").</summary>
public enum DtlsRole
{
    Server,
    /// <summary>"a=setup:active"; for tests and the load generator.</summary>
    Client,
}
