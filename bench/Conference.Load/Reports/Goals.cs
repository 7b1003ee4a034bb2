using System.Globalization;
using Conference.Load.InMemory;
using Conference.Load.Measuring;
using Conference.Load.Recordings;
using Conference.Load.Scenarios;

namespace Conference.Load.Reports;

/// <summary>The project's goals: those for forwarding are ratios in one run on one machine.</summary>
internal static class Goals
{
    private const double NextToFifty = 1.10, WholeProduct = 1.15, OwnNanoseconds = 250, BurstP99Micros = 10_000, HubP99Micros = 2_000, HostileTimes = 2, FlatMiB = 4;
    private const double IdleKilobytes = 16, ActiveKilobytes = 64, RecordingPercent = 5, RecordingMegabytes = 100, CompleteSeconds = 10;

    public static IReadOnlyList<Goal> Of(IReadOnlyList<Result> results) => Of(results, results.FirstOrDefault(result => IsMediasoup(result.Server))?.Server ?? "mediasoup");

    private static List<Goal> Of(IReadOnlyList<Result> results, string mediasoup) =>
    [
        Ratio(results, "lecture", 50, "10", mediasoup, 4),
        Ratio(results, "lecture", 50, "10", "janus-tuned", 4),
        Ratio(results, "lecture", 50, "10", "janus", 10),
        AtTheKnee(results, mediasoup),
        AtTheKnee(results, "janus-tuned"),
        Ratio(results, "lecture", 50, "chromium", mediasoup, 2.5),
        Ratio(results, "lecture", 50, "chromium", "janus-tuned", 2.5),
        Ratio(results, "lecture", 50, "2", mediasoup, 2),
        Ratio(results, "lecture", 50, "2", "janus-tuned", 2),
        Ratio(results, "audio", 200, "audio", mediasoup, 1.5),
        Ratio(results, "audio", 200, "audio", "janus-tuned", 1.5),
        Delay(results, mediasoup),
        Delay(results, "janus-tuned"),
        Own(results),
        Fanout(results, 200),
        Fanout(results, 1000),
        Whole(results),
        Burst(results),
        Hub(results),
        Hostile(results),
    ];

    /// <summary>Of what there is in a run of a single scenario: goals that it says nothing of are left out.</summary>
    public static IReadOnlyList<Goal> Measured(IReadOnlyList<Result> results) => [.. Of(results).Where(goal => goal.IsReached is not null)];

    /// <summary>Memory of ours, beside libssl's.</summary>
    public static IReadOnlyList<Goal> Of(IReadOnlyList<MemoryResult> results) =>
    [
        .. results.Select(result =>
        {
            var limit = result.State == "idle" ? IdleKilobytes : ActiveKilobytes;
            return new Goal(
                Text($"memory per {(result.State == "idle" ? "idle" : "active video")} subscriber: at most {limit:F0} kB of ours beside libssl's"),
                Text($"{result.OwnKiBPerParticipant.Median:F1} KiB of ours, {result.OpenSslKiBPerParticipant:F1} KiB OpenSSL's ({result.Participants} in the room)"),
                result.OwnKiBPerParticipant.Median * 1.024 <= limit);
        }),
    ];

    /// <summary>What recording may cost, and how soon a replay is complete.</summary>
    public static IReadOnlyList<Goal> Of(RecordingResult result)
    {
        var goals = new List<Goal>();
        if (result.Costs.FirstOrDefault(cost => cost.Recordings == 1) is { } one)
        {
            goals.Add(new Goal(
                "one recording: below 5 % of a core", Text($"{one.AddedPercent:F1} % more than a recorder that waits; {one.CpuPercent.Median:F1} % in all"), one.AddedPercent < RecordingPercent));
            goals.Add(new Goal(
                "one recording: below 100 MB PSS", Text($"{one.AddedMegabytes:F0} MB more than a recorder that waits; {one.PssMiB.Median * 1.048576:F0} MB in all"),
                one.AddedMegabytes < RecordingMegabytes));
            goals.Add(new Goal("one recording: at most one ffmpeg for each of its two pictures and one for its sound", Text($"{one.Ffmpegs:F0}"), one.Ffmpegs <= 3));
        }

        if (result.Costs.MaxBy(cost => cost.Recordings) is { Recordings: > 1 } most)
        {
            goals.Add(new Goal(
                "recordings at once on one core: 20", Text($"{most.Recordings} at {most.CpuPercent.Median:F0} % of it, {most.BehindSeconds.Median:F1} s behind at most"),
                most.Recordings >= 20 && most.CpuPercent.Median < 100 && most.BehindSeconds.Median < CompleteSeconds));
        }

        goals.AddRange(result.Ends.Select(end => new Goal(
            Text($"lecture of {end.Minutes:0.##} minutes{(end.AtOnce > 1 ? Text($", {end.AtOnce} that end at once") : "")}: p95 until its replay is complete below 10 s"), Text($"{end.P95:F1} s"),
            end.P95 < CompleteSeconds)));
        return goals;
    }

    /// <summary>Today's, or the last one that can be built anywhere.</summary>
    private static bool IsMediasoup(string server) => server.StartsWith("mediasoup", StringComparison.Ordinal);

    private static Result? Find(IReadOnlyList<Result> results, string server, string scenario, int receivers, string frames) => results.FirstOrDefault(
        result => result.Server == server && result.Scenario == scenario && result.Receivers == receivers && result.Frames == frames && result is { IsInMemory: false, FurtherRate: null });

    /// <summary>Processor time per packet at most so many times less than another server's.</summary>
    private static Goal Ratio(IReadOnlyList<Result> results, string scenario, int receivers, string frames, string other, double times)
    {
        var text = Text($"{scenario} → {receivers}, {(frames == "audio" ? "audio" : frames == "chromium" ? "a real Chromium's camera, 720p" : $"frames of {frames}")}: CPU per packet at most 1/{times:0.#} of {other}'s");
        if (Find(results, "conference", scenario, receivers, frames) is not { } ours || Find(results, other, scenario, receivers, frames) is not { } theirs) return Missing(text, other);
        var ratio = theirs.Fixed.CpuMicrosPerForwardedPacket / ours.Fixed.CpuMicrosPerForwardedPacket;
        return new Goal(text, Text($"1/{ratio:F1} ({ours.Fixed.CpuMicrosPerForwardedPacket:F2} µs; {theirs.Fixed.CpuMicrosPerForwardedPacket:F2} µs at {theirs.Fixed.OfferedPacketsPerSecond / 1000:F0} k/s)"), ratio >= times);
    }

    /// <summary>Each server at the most that it carries, where its core has no idle time to wake from.</summary>
    private static Goal AtTheKnee(IReadOnlyList<Result> results, string other)
    {
        var text = $"webinar → 50, frames of 10, each at its own knee: CPU per packet at most 1/4 of {other}'s";
        if (Find(results, "conference", "webinar", 50, "10")?.Knee is not { } ours || Find(results, other, "webinar", 50, "10")?.Knee is not { } theirs) return Missing(text, other);
        var ratio = theirs.CpuMicrosPerForwardedPacket / ours.CpuMicrosPerForwardedPacket;
        return new Goal(
            text,
            Text($"1/{ratio:F1} ({ours.CpuMicrosPerForwardedPacket:F2} µs at {ours.PacketsPerSecond / 1000:F0} k/s; {theirs.CpuMicrosPerForwardedPacket:F2} µs at {theirs.PacketsPerSecond / 1000:F0} k/s)"),
            ratio >= 4);
    }

    private static Goal Delay(IReadOnlyList<Result> results, string other)
    {
        var text = $"lecture → 50, frames of 2: p50 and p99 delay below {other}'s at the same rate";
        if (Find(results, "conference", "lecture", 50, "2") is not { } ours || Find(results, other, "lecture", 50, "2") is not { } theirs) return Missing(text, other);
        var measured = Text($"{ours.Fixed.P50Micros / 1000:F2} / {ours.Fixed.P99Micros / 1000:F2} ms; {theirs.Fixed.P50Micros / 1000:F2} / {theirs.Fixed.P99Micros / 1000:F2} ms");
        if (theirs.Fixed.OfferedPacketsPerSecond < ours.Fixed.OfferedPacketsPerSecond) measured += Text($" at {theirs.Fixed.OfferedPacketsPerSecond / 1000:F0} k/s only");
        return new Goal(text, measured, ours.Fixed.P50Micros < theirs.Fixed.P50Micros && ours.Fixed.P99Micros < theirs.Fixed.P99Micros);
    }

    private static Goal Own(IReadOnlyList<Result> results)
    {
        const string text = "our own cost without the kernel: at most 250 ns and 0 B allocated per packet";
        if (results.FirstOrDefault(result => result.Suite == InMemoryForwarding.Whole) is not { } own) return Missing(text, "the in-memory figure");
        var nanoseconds = own.CpuMicrosPerForwardedPacket * 1000;
        return new Goal(text, Text($"{nanoseconds:F0} ns, {own.AllocatedBytesPerPacket:F3} B"), nanoseconds <= OwnNanoseconds && own.AllocatedBytesPerPacket < 0.0005);
    }

    private static Goal Fanout(IReadOnlyList<Result> results, int receivers)
    {
        var text = $"webinar → {receivers}: CPU per packet within 10 % of → 50";
        if (Find(results, "conference", "webinar", 50, "10") is not { } fifty || Find(results, "conference", "webinar", receivers, "10") is not { } many) return Missing(text, "one of the two");
        var ratio = many.Fixed.CpuMicrosPerForwardedPacket / fifty.Fixed.CpuMicrosPerForwardedPacket;
        return new Goal(text, Text($"{100 * (ratio - 1):+0;-0} % ({many.Fixed.CpuMicrosPerForwardedPacket:F2} and {fifty.Fixed.CpuMicrosPerForwardedPacket:F2} µs)"), ratio <= NextToFifty);
    }

    private static Goal Whole(IReadOnlyList<Result> results)
    {
        const string text = "lecture → 50, frames of 10: the whole product within 15 % of its media plane alone";
        if (Find(results, "conference", "lecture", 50, "10") is not { } whole || Find(results, "conference-media", "lecture", 50, "10") is not { } bare) return Missing(text, "conference-media");
        var ratio = whole.Fixed.CpuMicrosPerForwardedPacket / bare.Fixed.CpuMicrosPerForwardedPacket;
        return new Goal(text, Text($"{100 * (ratio - 1):+0;-0} % ({whole.Fixed.CpuMicrosPerForwardedPacket:F2} and {bare.Fixed.CpuMicrosPerForwardedPacket:F2} µs)"), ratio <= WholeProduct);
    }

    private static Goal Burst(IReadOnlyList<Result> results)
    {
        const string text = "300 joins in 10 s: p99 delay of the running lecture below 10 ms";
        if (Find(results, "conference", "join-burst", 50, "10") is not { Joins: { } joins } burst) return Missing(text, "the burst");
        return new Goal(
            text, Text($"{burst.Fixed.P99Micros / 1000:F1} ms, {joins.Connected} of {joins.Asked} joined"), burst.Fixed.P99Micros < BurstP99Micros && joins.Connected == joins.Asked);
    }

    private static Goal Hub(IReadOnlyList<Result> results)
    {
        const string text = "500 people chatting on the hub and API load in the same process: p99 delay of a lecture below 2 ms";
        if (Find(results, "conference", "hub", 50, "10") is not { Hub: { } hub } lecture) return Missing(text, "the hub's crowd");
        return new Goal(
            text,
            Text($"{lecture.Fixed.P99Micros / 1000:F2} ms ({lecture.Before!.P99Micros / 1000:F2} ms before), {hub.Crowd.DeliveriesPerSecond:F0} chat deliveries/s, {hub.Crowd.RequestsPerSecond:F0} requests/s, {hub.Gc.Collections} GC pauses, longest {hub.Gc.LongestMillis:F2} ms"),
            lecture.Fixed.P99Micros < HubP99Micros);
    }

    private static Goal Hostile(IReadOnlyList<Result> results)
    {
        const string text = "a minute of hostile traffic: p99 delay of the lecture below twice of what it was, nothing lost, nothing amplified, memory flat";
        if (Find(results, "conference", "hostile", 50, "10") is not { Hostile: { } hostile } lecture) return Missing(text, "hostile traffic");
        var growth = hostile.RssMiBAfter - hostile.RssMiBHalfway;
        return new Goal(
            text,
            Text($"{lecture.Fixed.P99Micros / 1000:F2} ms ({lecture.Before!.P99Micros / 1000:F2} ms before), loss {lecture.Fixed.LossPercent:F3} %, {hostile.BytesBackPerByte:F2} bytes back per byte at most, memory {growth:+0.0;-0.0} MiB in its second half"),
            lecture.Fixed.P99Micros < HostileTimes * lecture.Before.P99Micros && lecture.Fixed.LossPercent <= Step.MaxLossPercent && hostile.BytesBackPerByte <= 1 && growth <= FlatMiB);
    }

    private static Goal Missing(string text, string what) => new(text, $"not measured: {what} is not in these results", null);

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
