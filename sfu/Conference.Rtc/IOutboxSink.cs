namespace Conference.Rtc;

/// <summary>Sends what an <see cref="Outbox"/> holds: sendmmsg with GSO, or a plain socket where that is missing.</summary>
public interface IOutboxSink
{
    /// <summary>Sends every entry, or drops and counts what the kernel refuses; the Outbox clears itself afterwards.</summary>
    void Send(Outbox outbox);
}
