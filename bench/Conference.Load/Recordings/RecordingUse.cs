using System.Diagnostics;
using Conference.Load.Measuring;
using Conference.Load.Reports;

namespace Conference.Load.Recordings;

/// <summary>
/// "recording": one core records one lecture, then many at once, in real time; then long ones on a faster clock. Measured are processor time and memory of all processes that
/// record, and the time from each lecture's end until its replay is complete. The lectures are sent from within the recorder's process: no SFU, no network.
/// </summary>
internal sealed class RecordingUse(LoadOptions options, Progress progress)
{
    /// <summary>A first lecture, which is not counted: until code is compiled for good, as a server's is.</summary>
    private static readonly TimeSpan Warm = TimeSpan.FromSeconds(60);

    /// <summary>Until the last lecture's is done, and until everybody has a second segment of the next.</summary>
    private static readonly TimeSpan Settle = TimeSpan.FromSeconds(15);

    /// <summary>The end of a long lecture passes at the clock's own pace: whoever waits for it has caught up by then.</summary>
    private static readonly TimeSpan LastStretch = TimeSpan.FromSeconds(10);

    public async Task<RecordingResult> RunAsync(CancellationToken cancellationToken)
    {
        var folder = Directory.CreateTempSubdirectory("conference-recording-").FullName;
        try
        {
            progress.Say("encoding a lecture");
            var media = Path.Combine(folder, "media");
            (await LectureMedia.EncodeAsync(cancellationToken)).Save(media);
            var costs = new List<RecordingCost>();
            var ends = new List<RecordingEnd>();
            foreach (var atOnce in options.Receivers)
            {
                var readings = new List<Reading>();
                for (var run = 1; run <= options.Runs; run++)
                {
                    progress.Say($"run {run}/{options.Runs}: a lecture before");
                    await using var recorder = await RecordedLectures.StartAsync(options.ServerCore, folder, media, speed: 1, cancellationToken);
                    await recorder.OpenAsync(1, cancellationToken);
                    await Task.Delay(Warm, cancellationToken);
                    await recorder.EndAsync(cancellationToken);
                    await Task.Delay(Settle, cancellationToken);
                    var without = await UseAsync(recorder, cancellationToken);
                    progress.Say($"run {run}/{options.Runs}: {atOnce} at once");
                    await recorder.OpenAsync(atOnce, cancellationToken);
                    await Task.Delay(Settle, cancellationToken);
                    var with = await UseAsync(recorder, cancellationToken);
                    var behind = await recorder.BehindAsync(cancellationToken);
                    readings.Add(new Reading(without, with, behind, await recorder.EndAsync(cancellationToken)));
                    progress.Stay($"run {run}: {readings[^1]}");
                }

                costs.Add(CostOf(atOnce, readings));
                ends.Add(new RecordingEnd((Settle + options.StepDuration).TotalMinutes, atOnce, 1, [.. readings.SelectMany(reading => reading.Ends).Order()]));
            }

            foreach (var minutes in options.Lengths)
            {
                var seconds = new List<double>();
                for (var run = 1; run <= options.Runs; run++)
                {
                    progress.Say($"run {run}/{options.Runs}: {minutes} minutes");
                    await using var recorder = await RecordedLectures.StartAsync(options.ServerCore, folder, media, options.Speed, cancellationToken);
                    await recorder.OpenAsync(1, cancellationToken);
                    await recorder.PassAsync(TimeSpan.FromMinutes(minutes) - LastStretch, cancellationToken);
                    await recorder.SlowDownAsync(cancellationToken);
                    await Task.Delay(LastStretch, cancellationToken);
                    seconds.AddRange(await recorder.EndAsync(cancellationToken));
                    progress.Stay($"run {run}: {minutes} minutes, complete after {seconds[^1]:F2} s");
                }

                ends.Add(new RecordingEnd(minutes, 1, options.Speed, [.. seconds.Order()]));
            }

            return new RecordingResult(costs, ends);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>What the recorder takes from now on, for the length of a step.</summary>
    private async Task<Use> UseAsync(RecordedLectures recorder, CancellationToken cancellationToken)
    {
        var (processes, database) = (new ProcessTree(recorder.ProcessId), new ProcessTree(recorder.DatabaseProcessId));
        var clock = Stopwatch.StartNew();
        var (memory, ffmpegs) = (0L, 0);
        while (clock.Elapsed < options.StepDuration)
        {
            await Task.Delay(TimeSpan.FromSeconds(1), cancellationToken);
            memory = Math.Max(memory, processes.ProportionalBytes());
            ffmpegs = Math.Max(ffmpegs, processes.Count("ffmpeg"));
        }

        var nanoseconds = clock.Elapsed.TotalNanoseconds;
        return new Use(processes.Spent() / nanoseconds * 100, database.Spent() / nanoseconds * 100, memory / 1048576.0, ffmpegs);
    }

    private RecordingCost CostOf(int atOnce, List<Reading> readings)
    {
        return new RecordingCost(
            atOnce, readings.Count, options.StepDuration.TotalSeconds, Of(r => r.With.CpuPercent), Of(r => r.Without.CpuPercent), Of(r => r.With.DatabasePercent),
            Of(r => r.With.PssMiB), Of(r => r.Without.PssMiB), readings.Max(r => r.With.Ffmpegs) / (double)atOnce, Of(r => r.BehindSeconds));

        Spread Of(Func<Reading, double> value) => Spread.Of(readings.Select(value));
    }

    /// <summary>What the recorder's processes took for a while, and PostgreSQL's.</summary>
    private sealed record Use(double CpuPercent, double DatabasePercent, double PssMiB, int Ffmpegs);

    /// <summary>One run: the recorder before the lectures and during them.</summary>
    private sealed record Reading(Use Without, Use With, double BehindSeconds, IReadOnlyList<double> Ends)
    {
        public override string ToString() => FormattableString.Invariant(
            $"{With.CpuPercent:F1} % of a core ({Without.CpuPercent:F1} before), PostgreSQL {With.DatabasePercent:F1} %, PSS {With.PssMiB:F0} MiB ({Without.PssMiB:F0} before), {With.Ffmpegs} ffmpegs, {BehindSeconds:F1} s behind, complete after {Ends.Max():F2} s at most");
    }
}
