using System.Security.Cryptography;
using Conference.Rtc.Rtp;

namespace Conference.Sfu.Rooms;

/// <summary>The SSRCs of one transport: random as RFC 3550 §8.1 asks, and each given once, so that no key is used twice for one of them.</summary>
internal sealed class FreshSsrcs
{
    private readonly HashSet<uint> _given = [0];

    public Ssrc Next()
    {
        uint value;
        do value = BitConverter.ToUInt32(RandomNumberGenerator.GetBytes(sizeof(uint)));
        while (!_given.Add(value));
        return new Ssrc(value);
    }
}
