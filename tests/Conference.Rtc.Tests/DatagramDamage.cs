namespace Conference.Rtc.Tests;

/// <summary>Small seeded damage: flipped octets, cut, grown, doubled.</summary>
internal static class DatagramDamage
{
    public static byte[] To(ReadOnlySpan<byte> original, Random random)
    {
        var bytes = original.ToArray();
        switch (random.Next(6))
        {
            case 0:
                return bytes[..random.Next(bytes.Length)];
            case 1:
                Array.Resize(ref bytes, bytes.Length + random.Next(1, 64));
                return bytes;
            case 2:
                return [.. bytes, .. bytes];
            case 3:
                random.NextBytes(bytes.AsSpan(random.Next(bytes.Length)));
                return bytes;
            default:
                for (var i = random.Next(1, 8); i > 0; i--)
                    bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
                return bytes;
        }
    }
}
