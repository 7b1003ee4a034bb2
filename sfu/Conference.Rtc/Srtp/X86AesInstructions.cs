using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using X86Aes = System.Runtime.Intrinsics.X86.Aes;

namespace Conference.Rtc.Srtp;

/// <summary>AES-NI and PCLMULQDQ. AESENC substitutes, shifts, mixes, and adds the round's own key last.</summary>
internal readonly struct X86AesInstructions : IAesInstructions
{
    public static bool IsSupported => X86Aes.IsSupported && Pclmulqdq.IsSupported && Ssse3.IsSupported;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> Begin(Vector128<byte> block, Vector128<byte> key) => block ^ key;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> Round(Vector128<byte> state, Vector128<byte> previousKey, Vector128<byte> key) => X86Aes.Encrypt(state, key);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> LastRound(Vector128<byte> state, Vector128<byte> previousKey, Vector128<byte> key) =>
        X86Aes.EncryptLast(state, key);

    /// <summary>AESKEYGENASSIST leaves SubWord of the second word in the first.</summary>
    public static uint SubstituteWord(uint word) => X86Aes.KeygenAssist(Vector128.Create(word).AsByte(), 0).AsUInt32()[0];

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<ulong> MultiplyLow(Vector128<ulong> left, Vector128<ulong> right) => Pclmulqdq.CarrylessMultiply(left, right, 0x00);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<ulong> MultiplyHigh(Vector128<ulong> left, Vector128<ulong> right) => Pclmulqdq.CarrylessMultiply(left, right, 0x11);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<ulong> MultiplyCross(Vector128<ulong> left, Vector128<ulong> right) =>
        Pclmulqdq.CarrylessMultiply(left, right, 0x01) ^ Pclmulqdq.CarrylessMultiply(left, right, 0x10);
}
