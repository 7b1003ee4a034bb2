using Conference.Load.Peers;

namespace Conference.Load.Tests.Peers;

public sealed class SubscriberTests
{
    /// <summary>RFC 3711 §3.3.1: who misses so many numbers of a stream guesses its roll-over counter wrong.</summary>
    private const int HalfRange = 32_768;

    /// <summary>Streams that take turns in frames of so many packets each: a camera and a screen, ten voices, forty cameras.</summary>
    [Theory]
    [InlineData(2, 1)]
    [InlineData(2, 2)]
    [InlineData(2, 10)]
    [InlineData(10, 1)]
    [InlineData(40, 10)]
    public void Every_stream_has_its_samples_however_they_take_turns(int streams, int frame)
    {
        var numbers = new int[streams];
        var sampledAt = new int[streams];
        var longest = 0;
        for (var received = 0; received < 3 * HalfRange * streams; received++)
        {
            var stream = received / frame % streams;
            var number = numbers[stream]++;
            if (received % Subscriber.SampleInterval == 0) sampledAt[stream] = number;
            longest = Math.Max(longest, number - sampledAt[stream]);
        }

        Assert.InRange(longest, 1, HalfRange - 1);
    }
}
