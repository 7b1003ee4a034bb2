using Conference.Rtc;

namespace Conference.Sfu.Net;

/// <summary>
/// A Worker's way to the network: one UDP port number, IPv4 and IPv6. Everything but <see cref="Wake"/> belongs to the Worker's thread.
/// A datagram's <see cref="RemoteEndPoint"/> remembers the local address that it came to, and what is sent to it leaves from there.
/// </summary>
internal interface IUdpPort : IOutboxSink, IDisposable
{
    /// <summary>The port number, the same for both families.</summary>
    int Port { get; }

    /// <summary>False when the machine has no IPv6: its addresses are then no candidates.</summary>
    bool HasIPv6 { get; }

    UdpPortCounters Counters { get; }

    /// <summary>Blocks until a datagram waits, <see cref="Wake"/> was called, or the time is over.</summary>
    /// <param name="microseconds">At most so long; 0 only looks, negative waits without end.</param>
    void Wait(long microseconds);

    /// <summary>Ends the present or next <see cref="Wait"/>; from any thread.</summary>
    void Wake();

    /// <summary>Replaces the batch's content with what waits, up to its capacity; 0 when nothing does. Never blocks.</summary>
    int Receive(DatagramBatch batch);
}
