using Conference.Rtc.Srtp;

namespace Conference.Rtc.Tests.Srtp;

public sealed unsafe class KeyMemoryTests
{
    [Fact]
    public void The_keys_of_a_gcm_are_zero_before_their_memory_is_free()
    {
        Assert.SkipUnless(X86AesInstructions.IsSupported, "This processor has no AES instructions.");
        var gcm = new AcceleratedGcm<GcmKernel128<X86AesInstructions>>("0123456789abcdef"u8);

        AssertErasedBy(gcm, gcm.Key);
    }

    [Fact]
    public void The_keys_of_a_counter_cipher_are_zero_before_their_memory_is_free()
    {
        Assert.SkipUnless(X86AesInstructions.IsSupported, "This processor has no AES instructions.");
        var cipher = new AcceleratedCounterCipher<X86AesInstructions>("0123456789abcdef"u8);

        AssertErasedBy(cipher, cipher.Key);
    }

    [Fact]
    public void The_states_of_an_hmac_are_zero_before_their_memory_is_free()
    {
        var hmac = new HmacSha1("0123456789abcdef"u8);

        AssertErasedBy(hmac, hmac.Key);
    }

    [Fact]
    public void Disposing_twice_is_harmless()
    {
        var memory = new KeyMemory(640);
        memory.Dispose();
        memory.Dispose();

        Assert.True(memory.IsClosed);
    }

    /// <summary>A second reference keeps the memory from being freed, not from being erased.</summary>
    private static void AssertErasedBy(IDisposable owner, KeyMemory memory)
    {
        var held = false;
        memory.DangerousAddRef(ref held);
        try
        {
            var octets = new ReadOnlySpan<byte>(memory.Octets, memory.Length);
            Assert.True(octets.ContainsAnyExcept((byte)0));

            owner.Dispose();

            Assert.False(octets.ContainsAnyExcept((byte)0));
        }
        finally
        {
            memory.DangerousRelease();
        }
        Assert.True(memory.IsClosed);
    }
}
