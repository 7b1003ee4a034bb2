using Conference.Rtc.Srtp;

namespace Conference.Rtc.Tests.Srtp;

public sealed class SrtpStreamTests
{
    [Theory]
    // highest index so far, next sequence number, its index (RFC 3711 §3.3.1)
    [InlineData(0x0_0000, 1, 0x0_0001)]
    [InlineData(0x0_0001, 0, 0x0_0000)]
    [InlineData(0x0_7FFF, 0xFFFE, 0x0_FFFE)]
    [InlineData(0x0_7FFF, 0xFFFF, 0x0_FFFF)]
    [InlineData(0x0_8000, 0xFFFF, 0x0_FFFF)]
    [InlineData(0x0_FFFE, 0xFFFF, 0x0_FFFF)]
    [InlineData(0x0_FFFF, 0, 0x1_0000)]
    [InlineData(0x0_FFFF, 1, 0x1_0001)]
    [InlineData(0x0_FFFF, 0x7FFE, 0x1_7FFE)]
    [InlineData(0x0_FFFF, 0x7FFF, 0x0_7FFF)]
    [InlineData(0x1_0000, 0xFFFF, 0x0_FFFF)]
    [InlineData(0x1_0000, 0x8001, 0x0_8001)]
    [InlineData(0x1_0000, 0x8000, 0x1_8000)]
    [InlineData(0x1_007F, 0xFFFF, 0x0_FFFF)]
    [InlineData(0x5_FFFF, 0, 0x6_0000)]
    [InlineData(0xFFFE_FFFF, 0, 0xFFFF_0000)]
    public void The_index_is_guessed_around_every_wrap(ulong highest, ushort sequenceNumber, ulong expected)
    {
        var stream = default(SrtpStream);
        stream.Record(highest);

        Assert.True(stream.TryGuessIndex(sequenceNumber, out var index));

        Assert.Equal(expected, index);
    }

    [Theory]
    [InlineData(0x0_0000, 0xFFFF)] // before the stream began
    [InlineData(0x0_0001, 0x8002)]
    [InlineData(0xFFFF_FFFF_FFFF, 0)] // the last index of the key was used
    public void An_index_outside_the_keys_life_is_refused(ulong highest, ushort sequenceNumber)
    {
        var stream = default(SrtpStream);
        stream.Record(highest);

        Assert.False(stream.TryGuessIndex(sequenceNumber, out _));
    }

    [Fact]
    public void The_window_takes_each_index_once_in_any_order()
    {
        var random = new Random(3);
        var window = default(ReplayWindow);
        var indices = Enumerable.Range(0, 5_000).Select(i => (ulong)(i + 65_000)).ToArray();
        // Shuffled within blocks of 1,000, which the window of 1,024 must bear.
        foreach (var block in indices.Chunk(1_000))
        {
            random.Shuffle(block);
            foreach (var index in block)
            {
                Assert.True(window.IsNew(index));
                window.Record(index);
                Assert.False(window.IsNew(index));
            }
        }
        Assert.Equal(indices[^1], window.Highest);
    }

    [Fact]
    public void The_window_forgets_nothing_within_its_size_and_refuses_what_is_older()
    {
        var window = default(ReplayWindow);
        window.Record(1_000);
        window.Record(1_000 + ReplayWindow.Size - 1);

        Assert.False(window.IsNew(1_000));
        Assert.True(window.IsNew(1_001));
        Assert.False(window.IsNew(999));

        window.Record(1_000_000);
        Assert.False(window.IsNew(1_000 + ReplayWindow.Size - 1));
        Assert.True(window.IsNew(1_000_000 - ReplayWindow.Size + 1));
        Assert.False(window.IsNew(1_000_000 - ReplayWindow.Size));
    }

    [Fact]
    public void The_window_agrees_with_a_set_over_jumps_of_every_size()
    {
        var random = new Random(6479);
        var window = default(ReplayWindow);
        var recorded = new HashSet<ulong>();
        ulong highest = 0;
        for (var i = 0; i < 50_000; i++)
        {
            var reach = random.Next(5) switch { 0 => 3_000, 1 => ReplayWindow.Size + 1, _ => 5 };
            var index = random.Next(2) == 0 ? highest + (ulong)random.Next(reach) : highest - Math.Min(highest, (ulong)random.Next(reach));
            var isNew = recorded.Count == 0 || index > highest || (highest - index < ReplayWindow.Size && !recorded.Contains(index));
            Assert.Equal(isNew, window.IsNew(index));
            if (!isNew)
                continue;
            window.Record(index);
            recorded.Add(index);
            highest = Math.Max(highest, index);
            Assert.Equal(highest, window.Highest);
        }
    }

    [Fact]
    public void Index_zero_is_recorded_like_any_other()
    {
        var window = default(ReplayWindow);
        Assert.True(window.IsNew(0));

        window.Record(0);

        Assert.False(window.IsNew(0));
        Assert.True(window.IsNew(1));
    }
}
