using System.Buffers.Binary;

namespace Conference.Testing.Media;

/// <summary>IVF files: 32 bytes, then each coded frame behind its length (4 bytes) and its time (8 bytes).</summary>
public static class Ivf
{
    public static IEnumerable<byte[]> Split(byte[] file)
    {
        for (var at = 32; at + 12 <= file.Length;)
        {
            var length = BinaryPrimitives.ReadInt32LittleEndian(file.AsSpan(at));
            yield return file[(at + 12)..(at + 12 + length)];
            at += 12 + length;
        }
    }
}
