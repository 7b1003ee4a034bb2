using System.Runtime.InteropServices;
using static Conference.Sfu.Net.LibC;

namespace Conference.Sfu.Net;

/// <summary>What one recvmmsg or sendmmsg reads and writes, laid out once in native memory: headers, and for each an address, one vector and control data.</summary>
internal sealed unsafe class MessageArray : IDisposable
{
    /// <summary>64 is where a larger call gains nothing more.</summary>
    public const int Capacity = 64;

    /// <summary>sizeof(sockaddr_in6), the longer one.</summary>
    public const int NameLength = 28;

    /// <summary>in6_pktinfo takes 40 octets with its header, a segment length 24.</summary>
    private const int ControlLength = 64;

    private readonly IoVector* _vectors = Allocate<IoVector>(Capacity);
    private readonly byte* _names = Allocate<byte>(Capacity * NameLength);
    private readonly byte* _controls = Allocate<byte>(Capacity * ControlLength);

    public MessageArray()
    {
        for (var i = 0; i < Capacity; i++)
            Messages[i].Header = new MessageHeader { Name = _names + i * NameLength, Vectors = _vectors + i, VectorCount = 1, Control = _controls + i * ControlLength };
    }

    public MessageHeaderBatch* Messages { get; private set; } = Allocate<MessageHeaderBatch>(Capacity);

    public static T* Allocate<T>(int count)
        where T : unmanaged
    {
        var bytes = (nuint)(count * sizeof(T));
        var memory = NativeMemory.AlignedAlloc(bytes, 64);
        NativeMemory.Clear(memory, bytes);
        return (T*)memory;
    }

    /// <summary>Gives a message to receive its buffer.</summary>
    public void Expect(int index, byte* buffer, int length)
    {
        SetContent(index, buffer, length);
        Renew(index);
    }

    /// <summary>Undoes what the kernel wrote into the header of a received message: only those, because a batch is mostly a few of the 64.</summary>
    public void Renew(int index)
    {
        ref var header = ref Messages[index].Header;
        header.NameLength = NameLength;
        header.ControlLength = ControlLength;
        header.Flags = 0;
    }

    public Span<byte> Name(int index) => new(_names + index * NameLength, NameLength);

    public void SetContent(int index, byte* content, int length) => _vectors[index] = new IoVector { Base = content, Length = (nuint)length };

    /// <summary>Starts a message to send, without control data.</summary>
    public void Begin(int index, int nameLength)
    {
        ref var header = ref Messages[index].Header;
        header.NameLength = (uint)nameLength;
        header.ControlLength = 0;
    }

    /// <summary>Appends a control message, cleared and padded to 8 bytes, and returns the place for its data.</summary>
    public Span<byte> AddControl(int index, int level, int type, int length)
    {
        ref var header = ref Messages[index].Header;
        var at = _controls + index * ControlLength + header.ControlLength;
        *(ControlHeader*)at = new ControlHeader { Length = (nuint)(sizeof(ControlHeader) + length), Level = level, Type = type };
        var data = new Span<byte>(at + sizeof(ControlHeader), (length + 7) & ~7);
        data.Clear();
        header.ControlLength += (nuint)(sizeof(ControlHeader) + data.Length);
        return data;
    }

    public void Dispose()
    {
        NativeMemory.AlignedFree(Messages);
        NativeMemory.AlignedFree(_vectors);
        NativeMemory.AlignedFree(_names);
        NativeMemory.AlignedFree(_controls);
        Messages = null;
    }
}
