using System.Globalization;

namespace Conference.Benchmarks.Sfu;

/// <summary>
/// Our own processor time per forwarded packet, kernel excluded: ten rounds of each case, interleaved so that a disturbed moment of the machine meets all
/// of them. "Bare" is a lecture in which time stands still: no reports, no feedback. "Whole" has both, and NACKs, as browsers send them.
/// </summary>
internal static class ForwardingCost
{
    private const int Rounds = 10, FramesPerRound = 300;

    /// <param name="receivers">Lectures to measure.</param>
    public static void Print(IReadOnlyList<int> receivers)
    {
        Console.WriteLine("receivers | packets/frame | bare ns/packet: median (lowest-highest) | whole ns/packet | packets/message");
        foreach (var count in receivers)
        {
            foreach (var packets in new[] { 10, 2, 1 })
            {
                using var bare = new ForwardingLecture(count);
                using var whole = new ForwardingLecture(count);
                var bareCosts = new List<double>();
                var wholeCosts = new List<double>();
                Measure(bare, packets, isWhole: false);
                Measure(whole, packets, isWhole: true);
                var (messages, sent) = (whole.Messages, whole.PacketsOut);
                for (var round = 0; round < Rounds; round++)
                {
                    bareCosts.Add(Measure(bare, packets, isWhole: false));
                    wholeCosts.Add(Measure(whole, packets, isWhole: true));
                }

                var perMessage = (double)(whole.PacketsOut - sent) / (whole.Messages - messages);
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{count,9} | {packets,13} | {Text(bareCosts)} | {Text(wholeCosts)} | {perMessage:F1}"));
            }
        }
    }

    private static double Measure(ForwardingLecture lecture, int packets, bool isWhole)
    {
        var before = lecture.PacketsOut;
        long spent = 0;
        for (var frame = 0; frame < FramesPerRound; frame++)
        {
            if (isWhole) lecture.PassTime(packets);
            lecture.SendFrame(packets);
            var start = ThreadProcessorTime.Nanoseconds;
            lecture.Turn();
            spent += ThreadProcessorTime.Nanoseconds - start;
        }

        return (double)spent / (lecture.PacketsOut - before);
    }

    private static string Text(List<double> costs)
    {
        costs.Sort();
        return string.Create(CultureInfo.InvariantCulture, $"{(costs[costs.Count / 2 - 1] + costs[costs.Count / 2]) / 2:F0} ({costs[0]:F0}-{costs[^1]:F0})");
    }
}
