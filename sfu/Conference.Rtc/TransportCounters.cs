namespace Conference.Rtc;

/// <summary>What passed through a Transport. Plain fields of the owning thread; octets are those of UDP payloads.</summary>
public sealed class TransportCounters
{
    private static readonly int DropReasons = Enum.GetValues<TransportDrop>().Length;

    private readonly long[] _dropped = new long[DropReasons];

    public long DatagramsReceived { get; internal set; }
    public long BytesReceived { get; internal set; }
    public long DatagramsSent { get; internal set; }
    public long BytesSent { get; internal set; }
    public long RtpPacketsReceived { get; internal set; }
    public long RtcpPacketsReceived { get; internal set; }
    public long RtpPacketsSent { get; internal set; }
    public long RtcpPacketsSent { get; internal set; }

    /// <summary>Datagrams and packets dropped for that reason.</summary>
    public long Dropped(TransportDrop reason) => _dropped[(int)reason];

    /// <summary>Datagrams and packets dropped for any reason.</summary>
    public long TotalDropped { get; private set; }

    internal void CountSent(int bytes)
    {
        DatagramsSent++;
        BytesSent += bytes;
    }

    internal void Drop(TransportDrop reason)
    {
        _dropped[(int)reason]++;
        TotalDropped++;
    }
}
