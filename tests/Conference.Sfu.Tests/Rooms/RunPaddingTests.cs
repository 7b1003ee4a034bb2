using Conference.Rtc;
using Conference.Rtc.Rtp;
using Conference.Sfu.Rooms;

namespace Conference.Sfu.Tests.Rooms;

public sealed class RunPaddingTests : IDisposable
{
    private const int HeaderLength = 20;
    private readonly PacketPool _pool = new(256);

    public void Dispose() => _pool.Dispose();

    public static TheoryData<int[], int[]> Batches => new()
    {
        { [1000], [0] },
        { [1000, 1000, 1000], [0, 0, 0] },
        { [999, 1000, 999, 1000], [1, 0, 1, 0] }, // as browsers split a frame
        { [1000, 999, 999], [0, 1, 0] }, // the last of a run may be shorter
        { [1000, 1000, 400], [0, 0, 0] },
        { [984, 1000, 400], [16, 0, 0] },
        { [983, 1000, 400], [0, 0, 0] }, // 17 is too much to add
        { [1000, 990, 400, 395, 400], [0, 10, 0, 5, 0] }, // the short one ends the first run, then another begins
        { [400, 1000, 1000], [0, 0, 0] },
        { [100, 110, 120, 100], [10, 0, 0, 0] },
    };

    [Theory]
    [MemberData(nameof(Batches))]
    public void Packets_of_a_run_are_padded_to_its_longest(int[] lengths, int[] padding)
    {
        var packets = lengths.Select(length => Packet(length)).ToArray();

        RunPadding.Plan(packets, cap: 16);

        Assert.Equal(padding, packets.Select(packet => (int)packet.PaddingLength));
        foreach (var packet in packets)
        {
            var payload = packet.PaddedPayload.ToArray();
            Assert.Equal(packet.Payload.ToArray(), payload[..packet.PayloadLength]);
            if (packet.PaddingLength > 0) Assert.Equal([.. new byte[packet.PaddingLength - 1], packet.PaddingLength], payload[packet.PayloadLength..]);
        }
    }

    [Fact]
    public void A_run_ends_at_the_cap()
    {
        var packets = new[] { 1000, 999, 1000, 999 }.Select(length => Packet(length)).ToArray();
        RunPadding.Plan(packets, cap: 2);
        Assert.Equal([0, 0, 0, 0], packets.Select(packet => (int)packet.PaddingLength));
    }

    [Fact]
    public void Without_runs_nothing_is_padded()
    {
        var packets = new[] { 999, 1000, 1000 }.Select(length => Packet(length)).ToArray();
        RunPadding.Plan(packets, cap: 1);
        Assert.All(packets, packet => Assert.Equal(0, packet.PaddingLength));
    }

    [Fact]
    public void What_a_packet_s_header_extensions_take_counts()
    {
        MediaPacket[] packets = [Packet(1000), Packet(992, descriptor: 7), Packet(1000)];
        RunPadding.Plan(packets, cap: 16);
        Assert.Equal([0, 0, 0], packets.Select(packet => (int)packet.PaddingLength)); // 1000 + 4 = 992 + 12
    }

    [Fact]
    public void A_packet_that_fills_its_slot_is_left_as_it_is()
    {
        MediaPacket[] packets = [Packet(PacketPool.MaxPacketLength - HeaderLength - 1), Packet(PacketPool.MaxPacketLength - HeaderLength), Packet(100)];
        RunPadding.Plan(packets, cap: 16);
        Assert.Equal([1, 0, 0], packets.Select(packet => (int)packet.PaddingLength));
    }

    private MediaPacket Packet(int payloadLength, int descriptor = 0)
    {
        var bytes = new byte[HeaderLength + payloadLength];
        bytes.AsSpan(HeaderLength).Fill(0xAB);
        Assert.True(_pool.TryRent(bytes, out var slot));
        return new MediaPacket { Slot = slot, PayloadOffset = HeaderLength, PayloadLength = payloadLength, DescriptorOffset = 12, DescriptorLength = descriptor };
    }
}
