using System.Runtime.Intrinsics;

namespace Conference.Rtc.Srtp;

/// <summary>AES-128 counter mode by AES-NI.</summary>
internal sealed class AesNiCounterCipher(ReadOnlySpan<byte> key) : Aes128CounterCipher
{
    private readonly Aes128KeySchedule _schedule = new(key);

    public override void Transform(ReadOnlySpan<byte> counterBlock, ReadOnlySpan<byte> source, Span<byte> destination) =>
        _schedule.TransformCounter(Vector128.Create(counterBlock), source, destination);

    public override void Dispose() => _schedule.Dispose();
}
