using System.Buffers.Binary;
using Conference.Rtc.Codecs;
using Conference.Rtc.Rtp;

namespace Conference.Rtc.Tests.Codecs;

/// <summary>The encoded frames and packets in tests/vectors/video.</summary>
internal static class VideoVectors
{
    private static string Folder => Path.Combine(AppContext.BaseDirectory, "vectors", "video");

    /// <summary>The frames of an IVF file: 32 bytes of header, then length, time and bytes of each.</summary>
    public static List<byte[]> Ivf(string name)
    {
        var bytes = File.ReadAllBytes(Path.Combine(Folder, name));
        var frames = new List<byte[]>();
        for (var at = 32; at < bytes.Length;)
        {
            var length = BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(at));
            frames.Add(bytes.AsSpan(at + 12, length).ToArray());
            at += 12 + length;
        }

        return frames;
    }

    /// <summary>The NAL units of a byte stream with start codes (H.264 annex B).</summary>
    public static List<byte[]> AnnexB(string name)
    {
        var bytes = File.ReadAllBytes(Path.Combine(Folder, name)).AsSpan();
        var units = new List<byte[]>();
        ReadOnlySpan<byte> code = [0, 0, 1];
        for (var start = bytes.IndexOf(code); start >= 0;)
        {
            var body = bytes[(start + 3)..];
            var next = body.IndexOf(code);
            units.Add((next < 0 ? body : body[..next]).TrimEnd((byte)0).ToArray());
            start = next < 0 ? -1 : start + 3 + next;
        }

        return units;
    }

    /// <summary>The packets of a capture: each behind its 16-bit length.</summary>
    public static List<byte[]> Packets(string name)
    {
        var bytes = File.ReadAllBytes(Path.Combine(Folder, name));
        var packets = new List<byte[]>();
        for (var at = 0; at < bytes.Length;)
        {
            var length = BinaryPrimitives.ReadUInt16BigEndian(bytes.AsSpan(at));
            packets.Add(bytes.AsSpan(at + 2, length).ToArray());
            at += 2 + length;
        }

        return packets;
    }

    public static List<byte[]> PacketsOf(MediaCodec codec) =>
        codec == MediaCodec.Av1 ? Av1Packetizer.Packetize(Ivf("av1.ivf"), 300) : Packets(codec.ToString().ToLowerInvariant() + ".rtp");

    public static List<VideoFrame> Depacketize(MediaCodec codec, IEnumerable<byte[]> packets)
    {
        var depacketizer = VideoDepacketizer.Create(codec);
        var frames = new List<VideoFrame>();
        foreach (var bytes in packets)
        {
            Assert.True(RtpPacket.TryParse(bytes, out var packet));
            depacketizer.Push(packet);
            while (depacketizer.TryTake(out var frame)) frames.Add(frame);
        }

        depacketizer.Flush();
        while (depacketizer.TryTake(out var frame)) frames.Add(frame);
        return frames;
    }
}
