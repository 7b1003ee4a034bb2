using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Conference.Rtc.Srtp;

/// <summary>
/// Native memory for key material: the garbage collector never copies it, and it is zeroed the moment it is disposed. Aligned to a cache
/// line. Who works on <see cref="Octets"/> keeps this object alive meanwhile.
/// </summary>
internal sealed unsafe class KeyMemory : SafeHandle
{
    private const int CacheLine = 64;

    /// <param name="length">Octets; zero at first.</param>
    public KeyMemory(int length)
        : base(0, ownsHandle: true)
    {
        Length = length;
        SetHandle((nint)NativeMemory.AlignedAlloc((nuint)length, CacheLine));
        Erase();
    }

    public int Length { get; }

    public byte* Octets => (byte*)handle;

    public override bool IsInvalid => handle == 0;

    protected override void Dispose(bool disposing)
    {
        if (!IsClosed)
            Erase();
        base.Dispose(disposing);
    }

    protected override bool ReleaseHandle()
    {
        NativeMemory.AlignedFree((void*)handle);
        return true;
    }

    private void Erase() => CryptographicOperations.ZeroMemory(new Span<byte>((void*)handle, Length));
}
