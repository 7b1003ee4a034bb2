using Conference.Load.Measuring;

namespace Conference.Load.Recordings;

/// <summary>Seconds from the end of lectures of that length until their replays were complete.</summary>
/// <param name="AtOnce">Lectures that ended in the same moment.</param>
/// <param name="Speed">Times as fast as the clock it passed, but for its last ten seconds.</param>
/// <param name="Seconds">Of each, ascending.</param>
internal sealed record RecordingEnd(double Minutes, int AtOnce, double Speed, IReadOnlyList<double> Seconds)
{
    public double P50 => Quantile.Of(Seconds, 0.5);

    public double P95 => Quantile.Of(Seconds, 0.95);
}
