namespace Conference.Sfu.Control;

/// <summary>A participant has up to two transports, so that offers never cross (no glare).</summary>
public enum TransportKind
{
    /// <summary>Browser to server; the browser offers.</summary>
    Publish,
    /// <summary>Server to browser; the server offers, or a player did.</summary>
    Subscribe,
}
