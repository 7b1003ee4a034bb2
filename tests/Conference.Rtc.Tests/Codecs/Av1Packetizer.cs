using Conference.Rtc.Codecs;
using Conference.Rtc.Rtp;
using Conference.Rtc.Tests.Rtp;

namespace Conference.Rtc.Tests.Codecs;

/// <summary>Packs temporal units as browsers do: OBUs without size fields, one element per OBU or piece of one, W = 1 element per packet or 0 for several.</summary>
internal static class Av1Packetizer
{
    public static List<byte[]> Packetize(List<byte[]> units, int size)
    {
        var packets = new List<byte[]>();
        for (var index = 0; index < units.Count; index++)
        {
            var payloads = Payloads(Obus(units[index]), size);
            for (var i = 0; i < payloads.Count; i++)
                packets.Add(RtpVectors.Write(
                    new RtpHeader
                    {
                        PayloadType = 45,
                        Marker = i == payloads.Count - 1,
                        SequenceNumber = new((ushort)(65_530 + packets.Count)),
                        Timestamp = (uint)(index * 9000),
                        Ssrc = new(1),
                    },
                    payloads[i]));
        }

        return packets;
    }

    /// <summary>Takes out size fields and temporal delimiters.</summary>
    private static List<byte[]> Obus(byte[] unit)
    {
        var obus = new List<byte[]>();
        for (var at = 0; at < unit.Length;)
        {
            Assert.Equal(2, unit[at] & 0x06); // a size field and no extension
            Assert.True(Leb128.TryRead(unit.AsSpan(at + 1), out var length, out var prefix));
            if (Av1ObuType.Of(unit[at]) != Av1ObuType.TemporalDelimiter)
                obus.Add([(byte)(unit[at] & ~0x02), .. unit.AsSpan(at + 1 + prefix, length)]);
            at += 1 + prefix + length;
        }

        return obus;
    }

    private static List<byte[]> Payloads(List<byte[]> obus, int size)
    {
        var payloads = new List<byte[]>();
        var startsSequence = Av1ObuType.Of(obus[0][0]) == Av1ObuType.SequenceHeader ? 0x08 : 0;
        if (startsSequence != 0)
        {
            // The sequence header and the first piece of the frame share a packet: W = 0, both with a length.
            var piece = obus[1].AsSpan(0, 100);
            payloads.Add([(byte)(0x40 | startsSequence), (byte)obus[0].Length, .. obus[0], 100, .. piece]);
            Cut(obus[1].AsSpan(100), continued: true);
        }
        else
        {
            Cut(obus[0], continued: false);
        }

        return payloads;

        void Cut(ReadOnlySpan<byte> rest, bool continued)
        {
            while (!rest.IsEmpty)
            {
                var length = Math.Min(size, rest.Length);
                payloads.Add([(byte)((continued ? 0x80 : 0) | (length < rest.Length ? 0x40 : 0) | 0x10), .. rest[..length]]);
                rest = rest[length..];
                continued = true;
            }
        }
    }
}
