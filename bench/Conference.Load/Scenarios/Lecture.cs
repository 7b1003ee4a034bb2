using Conference.Load.Peers;
using Conference.Load.Reports;
using Conference.Load.Server;

namespace Conference.Load.Scenarios;

/// <summary>
/// "lecture": one camera to so many receivers. For each number of receivers and packets per frame the rate rises from 100,000 forwarded packets a second
/// until something gives way; each run has a server process of its own.
/// </summary>
internal sealed class Lecture(LoadOptions options, TextWriter log)
{
    private const double ReferenceRate = 100_000, RampFactor = 1.15;
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(4);

    public List<Result> Run()
    {
        var runs = new Dictionary<(int Receivers, int Frame), List<LectureRun>>();
        for (var run = 1; run <= options.Runs; run++)
        {
            foreach (var receivers in options.Receivers) Run(run, receivers, runs);
        }

        return [.. runs.Select(pair => Result.Of(pair.Key.Receivers, pair.Key.Frame, pair.Value))];
    }

    private void Run(int number, int receivers, Dictionary<(int Receivers, int Frame), List<LectureRun>> runs)
    {
        using var server = SfuProcess.Start(options.ServerCore);
        using var room = new Room(server);
        room.Join(receivers);
        // Tier-1 code and full caches; half of the cost of the first seconds is the compiler's.
        room.Stream(WarmUp, ReferenceRate / receivers / 10, 10);
        foreach (var frame in options.PacketsPerFrame)
        {
            Console.Error.Write($"\rrun {number}/{options.Runs}: 1 -> {receivers}, frames of {frame} ...      ");
            var reference = Measure(room, ReferenceRate, frame);
            Log(number, receivers, frame, reference);
            var steps = new List<Step> { reference };
            if (reference.LimitedBy.Length == 0) Ramp(room, number, receivers, frame, reference, steps);
            var best = steps.LastOrDefault(step => step.LimitedBy.Length == 0) ?? reference;
            if (!runs.TryGetValue((receivers, frame), out var list)) runs.Add((receivers, frame), list = []);
            list.Add(new LectureRun(reference, best, steps[^1].LimitedBy, server.ResidentBytes, room.Suite));
        }

        var sampled = room.Subscribers.Sum(subscriber => subscriber.Sampled);
        var authentic = room.Subscribers.Sum(subscriber => subscriber.Checked);
        Console.Error.WriteLine($"\rrun {number}/{options.Runs}: 1 -> {receivers}: {room.Received} packets received, {authentic} of {sampled} samples decrypted to what was sent");
        if (authentic != sampled || sampled == 0) throw new InvalidOperationException("The server forwarded something else than was published.");
    }

    /// <summary>From half of what the processor should carry, up by a seventh, until something gives way.</summary>
    private void Ramp(Room room, int number, int receivers, int frame, Step reference, List<Step> steps)
    {
        var failures = 0;
        for (var rate = Math.Max(ReferenceRate * RampFactor, 0.5e6 / reference.CpuMicros); failures < 2; rate *= RampFactor)
        {
            var step = Measure(room, rate, frame);
            Log(number, receivers, frame, step);
            steps.Add(step);
            // A neighbour on a shared machine disturbs one step; a limit shows twice.
            failures = step.LimitedBy.Length == 0 ? 0 : failures + 1;
        }
    }

    private Step Measure(Room room, double rate, int frame)
    {
        var delays = new List<int>(64 * 1024);
        foreach (var subscriber in room.Subscribers) subscriber.Delays = delays;
        var nackedBefore = room.Publisher.Nacked;
        var (sent, received) = (room.Publisher.Sent, room.Received);
        var started = Clock.Now;
        var before = room.Server.ReadProcessorTime();
        room.Stream(options.StepDuration, rate / room.Subscribers.Count / frame, frame);
        var used = room.Server.ReadProcessorTime() - before;
        var elapsed = Clock.Now - started;
        foreach (var subscriber in room.Subscribers) subscriber.Delays = null;
        sent = room.Publisher.Sent - sent;
        received = room.Received - received;
        delays.Sort();
        var seconds = options.StepDuration.TotalSeconds;
        return new Step(
            rate, received / seconds, used.Process / 1000.0 / received, used.Worker / 1000.0 / received, used.Process / 1e7 / elapsed.TotalSeconds,
            Math.Max(0, 100.0 * (sent * room.Subscribers.Count - received) / (sent * room.Subscribers.Count)),
            100.0 * sent * room.Subscribers.Count / (rate * seconds),
            Quantile.Of(delays, 0.5), Quantile.Of(delays, 0.99), room.Publisher.Nacked - nackedBefore);
    }

    private void Log(int number, int receivers, int frame, Step step) => log.WriteLine(string.Create(
        System.Globalization.CultureInfo.InvariantCulture,
        $"{number}\t{receivers}\t{frame}\t{step.Offered:F0}\t{step.PacketsPerSecond:F0}\t{step.CpuMicros:F3}\t{step.WorkerMicros:F3}\t{step.ServerCpuPercent:F1}\t{step.LossPercent:F3}\t{step.SentPercent:F1}\t{step.P50Micros:F0}\t{step.P99Micros:F0}\t{step.LostIngress}\t{step.LimitedBy}"));
}
