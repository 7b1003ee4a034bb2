using Conference.Rtc;

namespace Conference.Sfu.Net;

/// <summary>
/// Whether runs of datagrams may leave as one message (UDP GSO). A path that refuses them (a small MTU, IPsec) is remembered and spared; a machine that
/// refuses them (a card without checksum offload, a kernel before 4.18) is known by two refused paths with no run sent between them. So a strange peer
/// costs the others nothing.
/// </summary>
internal sealed class SegmentationOffload
{
    /// <summary>Refusing paths that are remembered; a forgotten one costs a failed call per run.</summary>
    private const int Capacity = 16;

    private readonly RemoteEndPoint[] _refusing = new RemoteEndPoint[Capacity];
    private int _count;
    private int _next;
    private RemoteEndPoint _lastRefusing;

    /// <param name="isOn">False: each datagram by itself from the start.</param>
    public SegmentationOffload(bool isOn) => IsOn = isOn;

    /// <summary>False once the machine is known to refuse.</summary>
    public bool IsOn { get; private set; }

    /// <summary>A run to this place may be tried.</summary>
    public bool Allows(in RemoteEndPoint to) => IsOn && (_count == 0 || Array.IndexOf(_refusing, to, 0, _count) < 0);

    /// <summary>A run was sent: the machine can.</summary>
    public void OnSent() => _lastRefusing = default;

    /// <summary>The kernel refused a run to this place.</summary>
    /// <param name="isPath">The error speaks of the path alone.</param>
    public void OnRefused(in RemoteEndPoint to, bool isPath)
    {
        if (!isPath)
        {
            if (_lastRefusing.IsSpecified && _lastRefusing != to) IsOn = false;
            _lastRefusing = to;
        }

        if (!Allows(to)) return;
        _refusing[_next] = to;
        _next = (_next + 1) % Capacity;
        _count = Math.Min(_count + 1, Capacity);
    }
}
