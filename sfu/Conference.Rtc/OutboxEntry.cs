namespace Conference.Rtc;

/// <summary>One datagram in an <see cref="Outbox"/>: where its octets lie and where it goes.</summary>
public readonly record struct OutboxEntry(int Offset, int Length, RemoteEndPoint To);
