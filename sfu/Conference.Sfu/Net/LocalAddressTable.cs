using System.Buffers.Binary;

namespace Conference.Sfu.Net;

/// <summary>
/// Gives small numbers to the local addresses that datagrams came to, so that an answer leaves from the same one. Machines have a handful;
/// the number 0 means that the kernel chooses (the table is full, or the platform does not tell).
/// </summary>
internal sealed class LocalAddressTable
{
    private const int Capacity = 255;
    private readonly (ulong High, ulong Low)[] _addresses = new (ulong, ulong)[Capacity + 1];
    private int _count;
    private int _last;

    /// <param name="address">4 or 16 bytes in network order.</param>
    public byte IndexOf(ReadOnlySpan<byte> address)
    {
        var key = address.Length == 4
            ? (0UL, 0xFFFF_0000_0000UL | BinaryPrimitives.ReadUInt32BigEndian(address)) // IPv4-mapped, so that the families cannot meet
            : (BinaryPrimitives.ReadUInt64BigEndian(address), BinaryPrimitives.ReadUInt64BigEndian(address[8..]));
        if (_last > 0 && _addresses[_last] == key) return (byte)_last;
        for (var i = 1; i <= _count; i++)
        {
            if (_addresses[i] != key) continue;
            _last = i;
            return (byte)i;
        }

        if (_count == Capacity) return 0;
        _addresses[++_count] = key;
        _last = _count;
        return (byte)_count;
    }

    /// <summary>Writes the address of a number given out before, in network order: 4 bytes for IPv4, else 16.</summary>
    public int Write(byte index, Span<byte> destination)
    {
        var (high, low) = _addresses[index];
        if (high == 0 && low >> 32 == 0xFFFF)
        {
            BinaryPrimitives.WriteUInt32BigEndian(destination, (uint)low);
            return 4;
        }

        BinaryPrimitives.WriteUInt64BigEndian(destination, high);
        BinaryPrimitives.WriteUInt64BigEndian(destination[8..], low);
        return 16;
    }
}
