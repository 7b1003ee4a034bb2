using Conference.Rtc.Jitter;
using Conference.Rtc.Rtp;
using Conference.Rtc.Tests.Rtp;

namespace Conference.Rtc.Tests.Jitter;

public sealed class JitterBufferTests
{
    private readonly JitterBuffer _buffer = new(TimeSpan.FromMilliseconds(300));

    [Theory]
    [MemberData(nameof(Sequences.Starts), MemberType = typeof(Sequences))]
    public void Packets_come_out_in_order_across_every_wrap(int start)
    {
        Insert(0, start);
        Assert.Equal($"{(ushort)start}", Take(0));
        Insert(1, start + 2, start + 3, start + 1);

        Assert.Equal($"{(ushort)(start + 1)} {(ushort)(start + 2)} {(ushort)(start + 3)}", Take(1));
        Assert.Equal(Timestamp.Never, _buffer.Deadline);
    }

    [Fact]
    public void A_hole_is_waited_for_and_then_named()
    {
        Insert(0, 1);
        Assert.Equal("1", Take(0));
        Insert(10, 4);
        Insert(20, 5);

        Assert.Equal("", Take(309));
        Assert.Equal(Timestamp.FromMilliseconds(310), _buffer.Deadline);
        Assert.Equal("lost 2+2 4 5", Take(310));
    }

    [Fact]
    public void A_packet_that_comes_after_its_loss_was_named_is_discarded()
    {
        Insert(0, 1, 3);
        Assert.Equal("1", Take(0));
        Assert.Equal("lost 2+1 3", Take(300));

        Assert.False(_buffer.Insert(Timestamp.FromMilliseconds(301), Packet(2)));
        Assert.False(_buffer.Insert(Timestamp.FromMilliseconds(301), Packet(3)));
        Assert.Equal(2, _buffer.Discarded);
        Assert.Equal("", Take(301));
    }

    [Fact]
    public void Packets_that_overtook_the_first_one_do_not_cost_it()
    {
        Insert(0, 11, 10, 12);

        Assert.Equal("10 11 12", Take(0));
    }

    [Fact]
    public void A_duplicate_comes_out_once()
    {
        Insert(0, 1, 1);

        Assert.Equal("1", Take(0));
        Assert.Equal(1, _buffer.Discarded);
    }

    [Fact]
    public void At_the_end_nothing_is_waited_for()
    {
        Insert(0, 1, 3);
        _buffer.Flush();

        Assert.Equal("1 lost 2+1 3", Take(0));
    }

    [Fact]
    public void A_jump_is_believed_when_two_packets_in_a_row_agree()
    {
        Insert(0, 1);
        Assert.Equal("1", Take(0));
        Assert.False(_buffer.Insert(Timestamp.FromMilliseconds(1), Packet(30_000)));
        Insert(2, 2); // the first was a stray
        Assert.Equal("2", Take(2));

        Assert.False(_buffer.Insert(Timestamp.FromMilliseconds(3), Packet(30_000)));
        Insert(4, 30_001);
        Assert.Equal("restarted 30000 30001", Take(4));
    }

    [Fact]
    public void A_packet_keeps_its_bytes_and_its_time()
    {
        Insert(5, 1);

        Assert.True(_buffer.TryTake(Timestamp.FromMilliseconds(9), out var taken));
        Assert.Equal(Packet(1), taken.Packet.ToArray());
        Assert.Equal(Timestamp.FromMilliseconds(5), taken.ReceivedAt);
    }

    [Fact]
    public void A_stream_with_loss_and_reordering_comes_out_rising_with_every_number_told()
    {
        var random = new Random(7);
        var order = Enumerable.Range(60_000, 20_000).Where(_ => random.Next(20) != 0).OrderBy(number => number + random.Next(8)).ToList();
        var (next, at, lost) = (order.Min(), 0L, 0);
        foreach (var number in order)
        {
            Insert(at += 3, number);
            while (_buffer.TryTake(Timestamp.FromMilliseconds(at), out var taken))
            {
                Assert.Equal((ushort)next, taken.Sequence.Value);
                next += taken.Kind == JitterEventKind.Lost ? taken.LostCount : 1;
                if (taken.Kind == JitterEventKind.Lost) lost += taken.LostCount;
            }
        }

        Assert.True(lost > 500);
        Assert.Equal(0, _buffer.Discarded);
    }

    [Fact]
    public void A_steady_stream_allocates_nothing()
    {
        var packet = Packet(0);
        ushort sequence = 0;
        Assert.Equal(0, Allocation.OfThousand(() =>
        {
            System.Buffers.Binary.BinaryPrimitives.WriteUInt16BigEndian(packet.AsSpan(2), sequence++);
            _buffer.Insert(new Timestamp(0), packet);
            Assert.True(_buffer.TryTake(new Timestamp(0), out _));
        }));
    }

    private static byte[] Packet(int sequence) =>
        RtpVectors.Write(new RtpHeader { PayloadType = 96, SequenceNumber = new((ushort)sequence), Ssrc = new(1) }, [1, 2, 3]);

    private void Insert(long milliseconds, params int[] sequences)
    {
        foreach (var sequence in sequences) _buffer.Insert(Timestamp.FromMilliseconds(milliseconds), Packet(sequence));
    }

    private string Take(long milliseconds)
    {
        var told = new List<string>();
        while (_buffer.TryTake(Timestamp.FromMilliseconds(milliseconds), out var taken))
            told.Add(taken.Kind switch
            {
                JitterEventKind.Packet => taken.Sequence.ToString(),
                JitterEventKind.Lost => $"lost {taken.Sequence}+{taken.LostCount}",
                _ => "restarted",
            });
        return string.Join(' ', told);
    }
}
