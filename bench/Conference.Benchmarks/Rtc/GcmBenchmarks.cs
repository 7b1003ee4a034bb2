using BenchmarkDotNet.Attributes;
using Conference.Rtc.Srtp;

namespace Conference.Benchmarks.Rtc;

/// <summary>AES-128-GCM alone, tier by tier, with 20 octets of header: 1200 octets are a video packet's payload, 100 an Opus frame's.</summary>
[MemoryDiagnoser]
public class GcmBenchmarks : IDisposable
{
    /// <summary>Subscribers in turn, so that no key is hotter than it would be.</summary>
    private const int Keys = 16;

    private readonly byte[] _header = new byte[20];
    private readonly byte[] _nonce = new byte[Aes128Gcm.NonceLength];
    private readonly byte[] _tag = new byte[Aes128Gcm.TagLength];
    private Aes128Gcm[] _ciphers = [];
    private byte[][] _sealed = [];
    private byte[][] _tags = [];
    private byte[] _plaintext = [];
    private byte[] _packet = [];
    private int _next;

    [Params(100, 1200)]
    public int Length { get; set; }

    [Params(CipherTier.X86Vector512, CipherTier.X86Vector128, CipherTier.LibCrypto)]
    public CipherTier Tier { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        if (!CipherSelection.IsSupported(Tier))
            throw new PlatformNotSupportedException($"This processor has no {Tier}.");
        _plaintext = new byte[Length];
        _packet = new byte[Length];
        _ciphers = new Aes128Gcm[Keys];
        _sealed = new byte[Keys][];
        _tags = new byte[Keys][];
        for (var i = 0; i < Keys; i++)
        {
            var key = new byte[Aes128Gcm.KeyLength];
            key[0] = (byte)i;
            _ciphers[i] = CipherSelection.CreateGcm(Tier, key);
            _sealed[i] = new byte[Length];
            _tags[i] = new byte[Aes128Gcm.TagLength];
            _ciphers[i].Encrypt(_nonce, _header, _plaintext, _sealed[i], _tags[i]);
        }
    }

    [Benchmark]
    public void Seal()
    {
        _next = (_next + 1) % Keys;
        _ciphers[_next].Encrypt(_nonce, _header, _plaintext, _packet, _tag);
    }

    /// <summary>With a copy of the packet, which is opened in place.</summary>
    [Benchmark]
    public bool Open()
    {
        _next = (_next + 1) % Keys;
        _sealed[_next].CopyTo(_packet, 0);
        return _ciphers[_next].TryDecrypt(_nonce, _header, _packet, _tags[_next]);
    }

    [GlobalCleanup]
    public void Dispose()
    {
        foreach (var cipher in _ciphers)
            cipher.Dispose();
        GC.SuppressFinalize(this);
    }
}
