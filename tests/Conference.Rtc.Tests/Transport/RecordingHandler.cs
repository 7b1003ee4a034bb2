namespace Conference.Rtc.Tests.Transports;

/// <summary>Keeps what a Transport said.</summary>
internal sealed class RecordingHandler : ITransportHandler
{
    public List<byte[]> Rtp { get; } = [];

    public List<byte[]> Rtcp { get; } = [];

    /// <summary>False: packets are not kept, so that nothing is allocated.</summary>
    public bool Keep { get; set; } = true;

    public int Connections { get; private set; }

    public List<TransportCloseReason> Closes { get; } = [];

    public void OnConnected(Transport transport, Timestamp now) => Connections++;

    public void OnRtp(Transport transport, Timestamp now, Span<byte> packet)
    {
        if (Keep)
            Rtp.Add(packet.ToArray());
    }

    public void OnRtcp(Transport transport, Timestamp now, ReadOnlySpan<byte> compound)
    {
        if (Keep)
            Rtcp.Add(compound.ToArray());
    }

    public void OnClosed(Transport transport, Timestamp now, TransportCloseReason reason) => Closes.Add(reason);
}
