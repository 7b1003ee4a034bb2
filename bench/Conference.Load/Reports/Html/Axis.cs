using System.Globalization;

namespace Conference.Load.Reports.Html;

/// <summary>A linear axis from 0 with round ticks.</summary>
internal sealed class Axis
{
    private const int WantedTicks = 5;

    private readonly double _step;

    /// <param name="highest">The highest value it shall show.</param>
    /// <param name="pixels">Its length.</param>
    public Axis(double highest, double pixels)
    {
        _step = RoundStep(Math.Max(highest, 1e-9) / WantedTicks);
        Highest = Math.Ceiling(Math.Max(highest, 1e-9) / _step) * _step;
        Pixels = pixels;
    }

    public double Highest { get; }

    public double Pixels { get; }

    public IEnumerable<double> Ticks => Enumerable.Range(0, (int)Math.Round(Highest / _step) + 1).Select(tick => tick * _step);

    /// <summary>Pixels from the origin.</summary>
    public double At(double value) => value / Highest * Pixels;

    /// <summary>A tick's text: thousands and millions abbreviated.</summary>
    public static string Text(double tick) => tick >= 1_000_000
        ? (tick / 1_000_000).ToString("0.##", CultureInfo.InvariantCulture) + " M"
        : tick >= 10_000 ? (tick / 1000).ToString("0.#", CultureInfo.InvariantCulture) + " k" : tick.ToString("0.###", CultureInfo.InvariantCulture);

    /// <summary>The next of 1, 2, 5 times a power of ten.</summary>
    internal static double RoundStep(double least)
    {
        var power = Math.Pow(10, Math.Floor(Math.Log10(least)));
        foreach (var factor in new[] { 1, 2, 5 })
            if (factor * power >= least * 0.999999) return factor * power;
        return 10 * power;
    }
}
