using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using ArmAes = System.Runtime.Intrinsics.Arm.Aes;

namespace Conference.Rtc.Srtp;

/// <summary>
/// The Armv8 Cryptographic Extension (Arm ARM, "AESE", "AESMC", "PMULL"). AESE adds a key first, then substitutes and shifts; AESMC mixes. So a
/// round adds the key of the one before it, and the tenth adds two.
/// </summary>
internal readonly struct ArmAesInstructions : IAesInstructions
{
    public static bool IsSupported => ArmAes.IsSupported && AdvSimd.IsSupported;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> Begin(Vector128<byte> block, Vector128<byte> key) => block;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> Round(Vector128<byte> state, Vector128<byte> previousKey, Vector128<byte> key) =>
        ArmAes.MixColumns(ArmAes.Encrypt(state, previousKey));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> LastRound(Vector128<byte> state, Vector128<byte> previousKey, Vector128<byte> key) =>
        ArmAes.Encrypt(state, previousKey) ^ key;

    /// <summary>With the word in all four columns the shift of rows changes nothing.</summary>
    public static uint SubstituteWord(uint word) => ArmAes.Encrypt(Vector128.Create(word).AsByte(), Vector128<byte>.Zero).AsUInt32()[0];

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<ulong> MultiplyLow(Vector128<ulong> left, Vector128<ulong> right) =>
        ArmAes.PolynomialMultiplyWideningLower(left.GetLower(), right.GetLower());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<ulong> MultiplyHigh(Vector128<ulong> left, Vector128<ulong> right) =>
        ArmAes.PolynomialMultiplyWideningUpper(left, right);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<ulong> MultiplyCross(Vector128<ulong> left, Vector128<ulong> right)
    {
        var swapped = Vector128.Shuffle(right, Vector128.Create(1ul, 0));
        return MultiplyLow(left, swapped) ^ MultiplyHigh(left, swapped);
    }
}
