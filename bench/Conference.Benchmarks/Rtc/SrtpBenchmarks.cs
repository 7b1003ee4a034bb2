using System.Buffers.Binary;
using BenchmarkDotNet.Attributes;
using Conference.Rtc.Dtls;
using Conference.Rtc.Srtp;

namespace Conference.Benchmarks.Rtc;

/// <summary>One packet through SRTP: 1200 octets are a video packet's payload, 100 an Opus frame's.</summary>
[MemoryDiagnoser]
public class SrtpBenchmarks : IDisposable
{
    private const int HeaderLength = 20;

    private SrtpSession _sender = null!;
    private SrtpSession _receiver = null!;
    private byte[] _payload = [];
    private byte[] _packet = [];
    private uint _sequence;

    [Params(100, 1200)]
    public int PayloadLength { get; set; }

    [Params(SrtpProfile.AeadAes128Gcm, SrtpProfile.Aes128CmHmacSha1Tag80)]
    public SrtpProfile Profile { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        var material = new byte[2 * (SrtpCipher.MasterKeyLength + SrtpCipher.MasterSaltLength(Profile))];
        for (var i = 0; i < material.Length; i++)
            material[i] = (byte)(i * 31 + 5);
        _sender = SrtpSession.Create(Profile, material, DtlsRole.Client);
        _receiver = SrtpSession.Create(Profile, material, DtlsRole.Server);
        _payload = new byte[PayloadLength];
        _packet = new byte[HeaderLength + PayloadLength + _sender.Sender.RtpOverhead];
        _packet[0] = 0x90;
        BinaryPrimitives.WriteUInt16BigEndian(_packet.AsSpan(12), 0xBEDE);
        BinaryPrimitives.WriteUInt16BigEndian(_packet.AsSpan(14), 1);
    }

    [Benchmark]
    public bool Protect()
    {
        Stamp(_packet, _sequence++);
        return _sender.Sender.TryProtectRtp(_packet, HeaderLength, _payload);
    }

    /// <summary>A packet can be unprotected once, so each is made first: subtract <see cref="Protect"/>.</summary>
    [Benchmark]
    public bool ProtectAndUnprotect()
    {
        Stamp(_packet, _sequence++);
        _sender.Sender.TryProtectRtp(_packet, HeaderLength, _payload);
        return _receiver.Receiver.TryUnprotectRtp(_packet, out _, out _);
    }

    [GlobalCleanup]
    public void Dispose()
    {
        _sender?.Dispose();
        _receiver?.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>An SSRC's 48-bit index never ends within a run: the roll-over counter goes on with the sequence number.</summary>
    private static void Stamp(byte[] packet, uint sequence) => BinaryPrimitives.WriteUInt16BigEndian(packet.AsSpan(2), (ushort)sequence);
}
