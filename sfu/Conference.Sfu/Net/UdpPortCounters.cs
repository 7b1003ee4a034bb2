namespace Conference.Sfu.Net;

/// <summary>What passed a port. Plain fields written by the Worker's thread, read (perhaps a little late) by <see cref="SfuMetrics"/>.</summary>
internal sealed class UdpPortCounters
{
    public long DatagramsIn, DatagramsOut, BytesIn, BytesOut;

    /// <summary>Longer than a receive slot.</summary>
    public long Truncated;

    /// <summary>The kernel's send queue was full: ENOBUFS or EAGAIN.</summary>
    public long SendQueueFull;

    /// <summary>Refused by the kernel for another reason: no route, a firewall rule, too long.</summary>
    public long Unsendable;
}
