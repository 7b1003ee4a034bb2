namespace Conference.Sfu.Net;

/// <summary>What passed a port. Plain fields written by the Worker's thread, read (perhaps a little late) by <see cref="SfuMetrics"/>.</summary>
internal sealed class UdpPortCounters
{
    public long DatagramsIn, DatagramsOut, BytesIn, BytesOut;

    /// <summary>What the kernel was given and gave: a message is one datagram, or a run of them (GSO, GRO).</summary>
    public long MessagesIn, MessagesOut;

    /// <summary>Runs that the kernel refused to cut (EIO, EINVAL, EMSGSIZE) and that then left datagram by datagram.</summary>
    public long RunsRefused;

    /// <summary>The machine refuses runs: from then on each datagram leaves by itself.</summary>
    public bool SegmentationIsOff;

    /// <summary>Octets that the kernel grants each socket; 0 when the port does not know.</summary>
    public long ReceiveBufferBytes, SendBufferBytes;

    /// <summary>Longer than a receive slot.</summary>
    public long Truncated;

    /// <summary>The kernel's send queue was full: ENOBUFS or EAGAIN.</summary>
    public long SendQueueFull;

    /// <summary>Refused by the kernel for another reason: no route, a firewall rule, too long.</summary>
    public long Unsendable;
}
