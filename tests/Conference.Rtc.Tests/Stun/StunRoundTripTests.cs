using Conference.Rtc.Stun;

namespace Conference.Rtc.Tests.Stun;

public sealed class StunRoundTripTests
{
    [Fact]
    public void What_is_written_is_read_for_two_thousand_seeds()
    {
        for (var seed = 0; seed < 2_000; seed++)
            RoundTrip(new Random(seed));
    }

    private static void RoundTrip(Random random)
    {
        var transaction = Bytes(random, StunMessage.TransactionIdLength);
        var username = Bytes(random, random.Next(1, 509));
        var password = Bytes(random, random.Next(1, 100));
        var priority = (uint)random.NextInt64(uint.MaxValue);
        var tieBreaker = (ulong)random.NextInt64();
        var useCandidate = random.Next(2) == 0;
        var address = random.Next(2) == 0
            ? RemoteEndPoint.FromIPv4((uint)random.NextInt64(uint.MaxValue), (ushort)random.Next(65536))
            : RemoteEndPoint.FromIPv6(Bytes(random, 16), (ushort)random.Next(65536));
        var buffer = Bytes(random, 1024); // what lay in the slot before must not shine through
        var writer = new StunMessageWriter(buffer, StunClass.Request, transaction);

        writer.AddBytes(StunAttributeType.Username, username);
        writer.AddUInt32(StunAttributeType.Priority, priority);
        writer.AddUInt64(StunAttributeType.IceControlling, tieBreaker);
        writer.AddXorMappedAddress(address);
        if (useCandidate)
            writer.AddFlag(StunAttributeType.UseCandidate);
        writer.AddErrorCode(StunErrorCode.RoleConflict);
        writer.AddIntegrity(password);
        writer.AddFingerprint();

        Assert.True(StunMessage.TryParse(buffer.AsSpan(0, writer.Length), out var message));
        Assert.Equal(transaction, message.TransactionId.ToArray());
        Assert.Equal(username, message.Username.ToArray());
        Assert.Equal(priority, message.Priority);
        Assert.Equal(tieBreaker, message.Controlling);
        Assert.Equal(address, message.XorMappedAddress);
        Assert.Equal(useCandidate, message.UseCandidate);
        Assert.Equal(StunErrorCode.RoleConflict, message.ErrorCode);
        Assert.True(message.IsAuthentic(password));
        Assert.True(message.HasFingerprint);
        Assert.False(StunMessage.TryParse(buffer.AsSpan(0, writer.Length + 4), out _));
    }

    private static byte[] Bytes(Random random, int length)
    {
        var bytes = new byte[length];
        random.NextBytes(bytes);
        return bytes;
    }
}
