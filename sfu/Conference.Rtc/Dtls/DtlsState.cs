namespace Conference.Rtc.Dtls;

internal enum DtlsState
{
    Handshaking,
    Connected,
    /// <summary>The peer sent close_notify or a fatal alert.</summary>
    Closed,
    /// <summary>The handshake failed on our side.</summary>
    Failed,
}
