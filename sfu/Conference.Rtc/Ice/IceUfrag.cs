using System.Buffers.Binary;
using System.Text;

namespace Conference.Rtc.Ice;

/// <summary>
/// One of our own ICE username fragments: exactly eight ice-chars (48 random bits; RFC 8445 §5.3 asks for 24), kept as a number so that a
/// Worker finds the Transport of a first contact without allocating. A peer's fragment has any length and is a string.
/// </summary>
public readonly record struct IceUfrag
{
    /// <summary>Characters of every fragment that we make.</summary>
    public const int Length = 8;

    private readonly ulong _characters;

    private IceUfrag(ulong characters) => _characters = characters;

    public static IceUfrag Generate()
    {
        Span<byte> characters = stackalloc byte[Length];
        IceCharacters.Fill(characters);
        return new IceUfrag(BinaryPrimitives.ReadUInt64BigEndian(characters));
    }

    /// <summary>False unless there are eight octets: then it is none of ours.</summary>
    public static bool TryParse(ReadOnlySpan<byte> characters, out IceUfrag ufrag)
    {
        ufrag = characters.Length == Length ? new IceUfrag(BinaryPrimitives.ReadUInt64BigEndian(characters)) : default;
        return characters.Length == Length;
    }

    internal void Write(Span<byte> destination) => BinaryPrimitives.WriteUInt64BigEndian(destination, _characters);

    public override string ToString()
    {
        Span<byte> characters = stackalloc byte[Length];
        Write(characters);
        return Encoding.ASCII.GetString(characters);
    }
}
