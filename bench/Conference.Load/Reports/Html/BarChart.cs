using System.Globalization;
using System.Net;
using System.Text;

namespace Conference.Load.Reports.Html;

/// <summary>Horizontal bars in groups, each with its server's name before it and its figures behind it, so that nothing hangs on color alone.</summary>
internal static class BarChart
{
    private const int Width = 1040, LabelWidth = 150, TextWidth = 190, BarHeight = 18, Gap = 6, GroupGap = 34, AxisHeight = 44;

    /// <summary>One run that went wrong shall not flatten all the others: beyond this many times its bar a whisker is cut.</summary>
    private const double WhiskerReach = 1.5;

    public static string Draw(string title, string unit, IReadOnlyList<Bar> bars)
    {
        var groups = bars.GroupBy(bar => bar.Group).ToList();
        var height = groups.Sum(group => GroupGap + group.Count() * (BarHeight + Gap)) + AxisHeight;
        var axis = new Axis(bars.Max(bar => Math.Clamp(bar.Highest, bar.End, WhiskerReach * bar.End)), Width - LabelWidth - TextWidth);
        var svg = new StringBuilder();
        Add(svg, $"<svg viewBox=\"0 0 {Width} {height}\" role=\"img\" aria-label=\"{WebUtility.HtmlEncode(title)}\">");
        foreach (var tick in axis.Ticks)
        {
            var x = LabelWidth + axis.At(tick);
            Add(svg, $"<line class=\"grid\" x1=\"{x:F1}\" x2=\"{x:F1}\" y1=\"8\" y2=\"{height - AxisHeight + 6}\"/>");
            Add(svg, $"<text class=\"quiet\" x=\"{x:F1}\" y=\"{height - AxisHeight + 22}\" text-anchor=\"middle\">{Axis.Text(tick)}</text>");
        }

        Add(svg, $"<text class=\"quiet\" x=\"{LabelWidth + axis.Pixels / 2:F0}\" y=\"{height - 4}\" text-anchor=\"middle\">{WebUtility.HtmlEncode(unit)}</text>");
        var y = 0;
        foreach (var group in groups)
        {
            Add(svg, $"<text class=\"strong\" x=\"0\" y=\"{y + 22}\">{WebUtility.HtmlEncode(group.Key)}</text>");
            y += GroupGap;
            foreach (var bar in group)
            {
                Draw(svg, bar, axis, y);
                y += BarHeight + Gap;
            }
        }

        return svg.Append("</svg>").ToString();
    }

    private static void Draw(StringBuilder svg, Bar bar, Axis axis, int y)
    {
        var middle = y + BarHeight / 2.0;
        var color = ServerColor.Of(bar.Server);
        Add(svg, $"<text x=\"{LabelWidth - 10}\" y=\"{middle + 4.5:F1}\" text-anchor=\"end\">{WebUtility.HtmlEncode(bar.Server)}</text>");
        if (bar.Tail is { } tail) Add(svg, $"<rect class=\"tail\" x=\"{LabelWidth}\" y=\"{y}\" width=\"{axis.At(tail):F1}\" height=\"{BarHeight}\" rx=\"2\" style=\"fill:{color}\"/>");
        Add(svg, $"<rect x=\"{LabelWidth}\" y=\"{y}\" width=\"{axis.At(bar.Value):F1}\" height=\"{BarHeight}\" rx=\"2\" style=\"fill:{color}\"/>");
        var (from, to) = (LabelWidth + axis.At(bar.Lowest), LabelWidth + axis.At(Math.Min(bar.Highest, axis.Highest)));
        if (to - from > 1)
        {
            Add(svg, $"<line class=\"whisker\" x1=\"{from:F1}\" x2=\"{to:F1}\" y1=\"{middle:F1}\" y2=\"{middle:F1}\"/>");
            foreach (var end in new[] { from, to }) Add(svg, $"<line class=\"whisker\" x1=\"{end:F1}\" x2=\"{end:F1}\" y1=\"{middle - 4:F1}\" y2=\"{middle + 4:F1}\"/>");
        }

        var right = LabelWidth + axis.At(Math.Min(Math.Max(bar.End, bar.Highest), axis.Highest));
        Add(svg, $"<text x=\"{right + 8:F1}\" y=\"{middle + 4.5:F1}\">{WebUtility.HtmlEncode(bar.Text)}</text>");
    }

    private static void Add(StringBuilder svg, FormattableString element) => svg.Append(element.ToString(CultureInfo.InvariantCulture)).Append('\n');
}
