using Conference.Load.Measuring;

namespace Conference.Load.Recordings;

/// <summary>What so many recordings at once take, over the runs. The recorder and its FFmpegs, and what sends the lectures.</summary>
/// <param name="CpuPercent">Of one core, all together.</param>
/// <param name="CpuPercentWithout">The same of a recorder that has recorded before and waits.</param>
/// <param name="DatabasePercent">PostgreSQL's, which is not in it.</param>
/// <param name="PssMiB">Proportional set size of the processes, all together; the highest seen in each run.</param>
/// <param name="PssMiBWithout">The same of a recorder that has recorded before and waits.</param>
/// <param name="Ffmpegs">Processes of ffmpeg per recording.</param>
/// <param name="BehindSeconds">By how much the store's mix was behind the lecture at most, at the end of each run: a segment that is open and two seconds are so by design.</param>
internal sealed record RecordingCost(
    int Recordings, int Runs, double Seconds, Spread CpuPercent, Spread CpuPercentWithout, Spread DatabasePercent, Spread PssMiB, Spread PssMiBWithout, double Ffmpegs, Spread BehindSeconds)
{
    /// <summary>Of one core, what the recordings add.</summary>
    public double AddedPercent => CpuPercent.Median - CpuPercentWithout.Median;

    /// <summary>Megabytes that the recordings add.</summary>
    public double AddedMegabytes => (PssMiB.Median - PssMiBWithout.Median) * 1.048576;
}
