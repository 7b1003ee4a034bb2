using System.Globalization;
using Conference.Load.Media;
using Conference.Load.Peers;
using Conference.Load.Servers;
using Conference.Rtc;

namespace Conference.Load.Measuring;

/// <summary>Streams at a rate and measures what became of it.</summary>
/// <param name="serverCore">Whose neighbours are watched; null when the server may be anywhere.</param>
internal sealed class Meter(Generator generator, IServer server, int? serverCore)
{
    private const double NanosecondsPerTick = 1e7; // USER_HZ is 100

    /// <param name="rate">Forwarded packets a second.</param>
    /// <param name="beside">Called about once a millisecond while it streams.</param>
    public Step Measure(FrameShape shape, double rate, TimeSpan duration, Action<Timestamp>? beside = null)
    {
        Subscriber[] receivers = [.. generator.Subscribers];
        var delays = new List<int>(256 * 1024);
        foreach (var subscriber in receivers) subscriber.Delays = delays;
        var (sent, received) = Count(receivers);
        var numbers = receivers.Sum(subscriber => subscriber.Numbers);
        var unsent = generator.Publishers.Sum(publisher => publisher.Unsent);
        var started = Clock.Now;
        var (serverBefore, ownBefore, coreBefore) = (ProcessorTime.Of(server.ProcessId), ThreadTime.Nanoseconds, CoreTime());
        generator.Stream(shape, rate / receivers.Length / shape.MeanPackets, duration, beside);
        var elapsed = (Clock.Now - started).TotalNanoseconds;
        var (serverTime, ownTime, coreTime) = (ProcessorTime.Of(server.ProcessId) - serverBefore, ThreadTime.Nanoseconds - ownBefore, CoreTime() - coreBefore);
        foreach (var subscriber in receivers) subscriber.Delays = null;
        var (sentAfter, receivedAfter) = Count(receivers);
        (sent, received) = (sentAfter - sent, receivedAfter - received);
        unsent = generator.Publishers.Sum(publisher => publisher.Unsent) - unsent;
        delays.Sort();
        var expected = (double)(sent - unsent) * receivers.Length;
        if (generator.Publishers.Count == 0)
        {
            // A browser publishes: what it sent is what the sequence numbers say, and what it sends is the rate.
            expected = receivers.Sum(subscriber => subscriber.Numbers) - numbers;
            rate = expected / duration.TotalSeconds;
        }

        return new Step(
            rate, received / duration.TotalSeconds, received == 0 ? 0 : serverTime / 1000.0 / received,
            100 * serverTime / elapsed, 100 * ownTime / elapsed, serverCore is null ? 0 : Math.Max(0, 100 * (coreTime - serverTime) / elapsed),
            expected == 0 ? 100 : Math.Max(0, 100 * (expected - received) / expected),
            100 * expected / (rate * duration.TotalSeconds), Quantile.Of(delays, 0.5), Quantile.Of(delays, 0.99));
    }

    private (long Sent, long Received) Count(Subscriber[] receivers) =>
        (generator.Publishers.Sum(publisher => publisher.Sent), receivers.Sum(subscriber => subscriber.Received));

    /// <summary>What the server's core has worked, for whomever; nanoseconds.</summary>
    private double CoreTime()
    {
        if (serverCore is null) return 0;
        var fields = File.ReadLines("/proc/stat").First(line => line.StartsWith($"cpu{serverCore} ", StringComparison.Ordinal)).Split(' ')[1..];
        var ticks = fields.Select(field => long.Parse(field, CultureInfo.InvariantCulture)).ToArray();
        return (ticks.Take(8).Sum() - ticks[3] - ticks[4]) * NanosecondsPerTick; // all but idle and iowait
    }
}
