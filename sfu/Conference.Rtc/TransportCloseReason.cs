namespace Conference.Rtc;

/// <summary>Why a Transport ended. The first three it finds itself; the others are orders to <see cref="Transport.Close"/>.</summary>
public enum TransportCloseReason
{
    /// <summary>No authenticated Binding request on the selected 5-tuple for 15 s (RFC 7675 §5.1), or none at all since the start.</summary>
    ConsentLost,
    /// <summary>The far end sent close_notify or a fatal alert.</summary>
    DtlsAlert,
    /// <summary>The handshake failed: no common profile, a certificate with another fingerprint, or no end within 30 s.</summary>
    DtlsFailed,
    /// <summary>The participant left.</summary>
    Left,
    /// <summary>A newer transport of the same participant took its place.</summary>
    Replaced,
    /// <summary>A broken invariant on our side.</summary>
    Fault,
}
