namespace Conference.Rtc.Srtp;

/// <summary>
/// The AES-CM pseudo-random function that turns a master key and salt into session keys (RFC 3711 §4.3.3; RFC 7714 §11 pads its 96-bit
/// salt with zeroes to 112 bits). The derivation rate is 0: once per master key.
/// </summary>
internal static class SrtpKeyDerivation
{
    private const int LabelOffset = 7;

    public static void Derive(ReadOnlySpan<byte> masterKey, ReadOnlySpan<byte> masterSalt, SrtpKeyLabel label, Span<byte> destination)
    {
        Span<byte> block = stackalloc byte[Aes128CounterCipher.BlockLength];
        block.Clear();
        masterSalt.CopyTo(block);
        block[LabelOffset] ^= (byte)label;
        destination.Clear();
        using var cipher = CipherSelection.CreateCounterCipher(masterKey);
        cipher.Transform(block, destination, destination);
    }
}
