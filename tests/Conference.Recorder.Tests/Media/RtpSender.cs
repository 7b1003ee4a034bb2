using System.Buffers.Binary;

namespace Conference.Recorder.Tests.Media;

/// <summary>Packetizes coded frames the way browsers do, as far as a receiver can tell.</summary>
internal sealed class RtpSender(string codec, uint ssrc, ushort firstSequence, uint firstTimestamp, byte payloadType = 96)
{
    private const int MaxPayload = 1100;
    private ushort _sequence = firstSequence;
    private ushort _pictureId;

    /// <summary>RTP timestamp of the track's time zero.</summary>
    public uint FirstTimestamp => firstTimestamp;

    /// <summary>The next sequence number is far from the last one.</summary>
    public void Renumber() => _sequence += 20_000;

    /// <param name="ticks">RTP clock ticks from the track's time zero.</param>
    public List<byte[]> Packetize(byte[] frame, long ticks)
    {
        var payloads = codec switch
        {
            "opus" => [frame],
            "VP8" => Vp8(frame),
            "VP9" => Vp9(frame),
            "H264" => H264(frame),
            "AV1" => Av1(frame),
            _ => throw new ArgumentException(codec),
        };
        return payloads.Select((payload, i) => Packet(payload, (uint)(firstTimestamp + ticks), codec != "opus" && i == payloads.Count - 1)).ToList();
    }

    private byte[] Packet(byte[] payload, uint timestamp, bool marker)
    {
        var packet = new byte[12 + payload.Length];
        packet[0] = 0x80;
        packet[1] = (byte)(payloadType | (marker ? 0x80 : 0));
        BinaryPrimitives.WriteUInt16BigEndian(packet.AsSpan(2), _sequence++);
        BinaryPrimitives.WriteUInt32BigEndian(packet.AsSpan(4), timestamp);
        BinaryPrimitives.WriteUInt32BigEndian(packet.AsSpan(8), ssrc);
        payload.CopyTo(packet, 12);
        return packet;
    }

    private static List<byte[]> Vp8(byte[] frame) =>
        frame.Length == 0 ? [[0x10]] : Chunks(frame).Select((chunk, i) => (byte[])[(byte)(i == 0 ? 0x10 : 0), .. chunk]).ToList();

    private List<byte[]> Vp9(byte[] frame)
    {
        // Uncompressed header: frame marker 10, profile 00, show-existing 0, then frame_type (0 is a key frame).
        var isInter = (frame[0] & 0x04) != 0;
        var id = (ushort)(_pictureId++ & 0x7FFF);
        var chunks = Chunks(frame).ToList();
        return chunks.Select((chunk, i) => (byte[])
        [
            (byte)(0x80 | (isInter ? 0x40 : 0) | (i == 0 ? 0x08 : 0) | (i == chunks.Count - 1 ? 0x04 : 0)),
            (byte)(0x80 | (id >> 8)), (byte)id, .. chunk,
        ]).ToList();
    }

    private static List<byte[]> H264(byte[] accessUnit)
    {
        var payloads = new List<byte[]>();
        foreach (var unit in SplitUnits(accessUnit))
        {
            if ((unit[0] & 0x1F) == 9) continue;
            if (unit.Length <= MaxPayload)
            {
                payloads.Add(unit);
                continue;
            }

            // At least two: a fragment that is first and last at once is forbidden (RFC 6184 §5.8), and a unit may be one byte too long.
            var parts = unit[1..].Chunk(MaxPayload - 2).ToList();
            for (var i = 0; i < parts.Count; i++)
            {
                var flags = (i == 0 ? 0x80 : 0) | (i == parts.Count - 1 ? 0x40 : 0);
                payloads.Add([(byte)((unit[0] & 0xE0) | 28), (byte)(flags | (unit[0] & 0x1F)), .. parts[i]]);
            }
        }

        return payloads;
    }

    private static IEnumerable<byte[]> SplitUnits(byte[] stream)
    {
        var starts = new List<(int Code, int Unit)>();
        for (var i = 0; i + 2 < stream.Length; i++)
        {
            if (stream[i] == 0 && stream[i + 1] == 0 && stream[i + 2] == 1) starts.Add((i > 0 && stream[i - 1] == 0 ? i - 1 : i, i + 3));
        }

        for (var i = 0; i < starts.Count; i++) yield return stream[starts[i].Unit..(i + 1 < starts.Count ? starts[i + 1].Code : stream.Length)];
    }

    private static List<byte[]> Av1(byte[] temporalUnit)
    {
        var payloads = new List<byte[]>();
        var startsSequence = false;
        for (var at = 0; at < temporalUnit.Length;)
        {
            var type = (temporalUnit[at] >> 3) & 0xF;
            var head = (temporalUnit[at] & 4) != 0 ? 2 : 1;
            var (length, bytes) = Leb128(temporalUnit.AsSpan(at + head));
            var body = temporalUnit.AsSpan(at + head + bytes, length).ToArray();
            var header = temporalUnit[at..(at + head)];
            header[0] &= 0xFD; // obu_has_size_field
            at += head + bytes + length;
            if (type == 2) continue;
            startsSequence |= type == 1;
            var parts = ((byte[])[.. header, .. body]).Chunk(MaxPayload).ToList();
            for (var i = 0; i < parts.Count; i++)
            {
                var aggregation = (i > 0 ? 0x80 : 0) | (i < parts.Count - 1 ? 0x40 : 0) | 0x10 | (payloads.Count == 0 && startsSequence ? 0x08 : 0);
                payloads.Add([(byte)aggregation, .. parts[i]]);
            }
        }

        return payloads;
    }

    private static (int Value, int Bytes) Leb128(ReadOnlySpan<byte> input)
    {
        var value = 0;
        for (var i = 0; ; i++)
        {
            value |= (input[i] & 0x7F) << (7 * i);
            if ((input[i] & 0x80) == 0) return (value, i + 1);
        }
    }

    private static IEnumerable<byte[]> Chunks(byte[] frame) => frame.Chunk(MaxPayload);
}
