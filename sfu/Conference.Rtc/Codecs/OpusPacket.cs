namespace Conference.Rtc.Codecs;

/// <summary>What the first bytes of an Opus packet tell (RFC 6716 §3.1).</summary>
public static class OpusPacket
{
    /// <summary>RFC 6716 §3.2.5: 120 ms at 48 kHz.</summary>
    public const int MaxSamples = 5760;

    /// <summary>Duration in samples of the 48 kHz RTP clock; false when the packet is empty or claims more than 120 ms.</summary>
    public static bool TryGetDuration(ReadOnlySpan<byte> payload, out int samples)
    {
        samples = 0;
        if (payload.IsEmpty) return false;
        var configuration = payload[0] >> 3;
        // Table 2: SILK 10, 20, 40, 60 ms; Hybrid 10, 20 ms; CELT 2.5, 5, 10, 20 ms.
        var frame = configuration switch
        {
            < 12 => (configuration & 3) == 3 ? 2880 : 480 << (configuration & 3),
            < 16 => 480 << (configuration & 1),
            _ => 120 << (configuration & 3),
        };
        int count;
        switch (payload[0] & 3)
        {
            case 0:
                count = 1;
                break;
            case 3:
                if (payload.Length < 2) return false;
                count = payload[1] & 0x3F;
                break;
            default:
                count = 2;
                break;
        }

        samples = count * frame;
        return count > 0 && samples <= MaxSamples;
    }
}
