using System.Buffers.Binary;
using Conference.Rtc.Rtp;

namespace Conference.Rtc.Rtcp;

/// <summary>BYE (RFC 3550 §6.6): streams that end. A view; the reason text is passed over.</summary>
public readonly ref struct Bye
{
    private readonly ReadOnlySpan<byte> _sources;

    private Bye(ReadOnlySpan<byte> sources) => _sources = sources;

    public int Count => _sources.Length / 4;

    public Ssrc this[int index] => new(BinaryPrimitives.ReadUInt32BigEndian(_sources[(index * 4)..]));

    public static bool TryParse(in RtcpPacket packet, out Bye bye)
    {
        bye = default;
        if (packet.Type != RtcpPacketType.Bye || packet.Body.Length < packet.Count * 4) return false;
        bye = new Bye(packet.Body[..(packet.Count * 4)]);
        return true;
    }

    public static bool TryWrite(ref RtcpWriter writer, scoped ReadOnlySpan<Ssrc> sources)
    {
        if (sources.Length > 31 || !writer.TryReserve(RtcpPacketType.Bye, sources.Length, sources.Length * 4, out var body)) return false;
        for (var index = 0; index < sources.Length; index++) BinaryPrimitives.WriteUInt32BigEndian(body[(index * 4)..], sources[index].Value);
        return true;
    }
}
