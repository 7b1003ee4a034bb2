namespace Conference.Rtc.Tests;

/// <summary>Seeded damage to good input: flipped bits, cut ends, doubled and overwritten pieces. A parser must survive all of it.</summary>
internal static class Mutation
{
    public const int Runs = 10_000;

    /// <summary>Gives <paramref name="parse"/> 10,000 damaged copies of the vectors; an exception fails the test and names the seed.</summary>
    public static void Survives(IReadOnlyList<byte[]> vectors, Action<byte[]> parse)
    {
        for (var seed = 0; seed < Runs; seed++)
        {
            var random = new Random(seed);
            var bytes = Damage(random, vectors[seed % vectors.Count]);
            try
            {
                parse(bytes);
            }
            catch (Exception exception)
            {
                throw new InvalidOperationException($"seed {seed}: {Convert.ToHexString(bytes)}", exception);
            }
        }
    }

    private static byte[] Damage(Random random, byte[] vector)
    {
        var bytes = vector.ToList();
        for (var rounds = random.Next(1, 6); rounds > 0; rounds--)
        {
            var at = bytes.Count == 0 ? 0 : random.Next(bytes.Count);
            switch (random.Next(6))
            {
                case 0 when bytes.Count > 0:
                    bytes[at] ^= (byte)(1 << random.Next(8));
                    break;
                case 1 when bytes.Count > 0:
                    bytes[at] = (byte)random.Next(256);
                    break;
                case 2:
                    bytes.RemoveRange(at, bytes.Count - at);
                    break;
                case 3 when bytes.Count > 0:
                    bytes.RemoveRange(at, Math.Min(bytes.Count - at, random.Next(1, 8)));
                    break;
                case 4 when bytes.Count > 0:
                    bytes.InsertRange(at, bytes.GetRange(at, Math.Min(bytes.Count - at, random.Next(1, 64))));
                    break;
                default:
                    for (var i = 0; i < 4; i++) bytes.Insert(at, random.Next(3) switch { 0 => 0, 1 => 255, _ => (byte)random.Next(256) });
                    break;
            }
        }

        return [.. bytes];
    }
}
