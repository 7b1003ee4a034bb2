using System.Globalization;
using System.Net;
using System.Text;

namespace Conference.Load.Reports.Html;

/// <summary>Curves over two linear axes; each is named at its end.</summary>
internal static class CurveChart
{
    private const int Width = 1040, Height = 420, Left = 64, Right = 150, Top = 16, Bottom = 52;

    public static string Draw(string title, string xUnit, string yUnit, IReadOnlyList<Curve> curves)
    {
        var xAxis = new Axis(curves.Max(curve => curve.Points.Max(point => point.X)), Width - Left - Right);
        var yAxis = new Axis(curves.Max(curve => curve.Points.Max(point => point.Y)), Height - Top - Bottom);
        double X(double value) => Left + xAxis.At(value);
        double Y(double value) => Height - Bottom - yAxis.At(value);
        var svg = new StringBuilder();
        Add(svg, $"<svg viewBox=\"0 0 {Width} {Height}\" role=\"img\" aria-label=\"{WebUtility.HtmlEncode(title)}\">");
        foreach (var tick in yAxis.Ticks)
        {
            Add(svg, $"<line class=\"grid\" x1=\"{Left}\" x2=\"{Left + xAxis.Pixels:F0}\" y1=\"{Y(tick):F1}\" y2=\"{Y(tick):F1}\"/>");
            Add(svg, $"<text class=\"quiet\" x=\"{Left - 8}\" y=\"{Y(tick) + 4:F1}\" text-anchor=\"end\">{Axis.Text(tick)}</text>");
        }

        foreach (var tick in xAxis.Ticks)
            Add(svg, $"<text class=\"quiet\" x=\"{X(tick):F1}\" y=\"{Height - Bottom + 20}\" text-anchor=\"middle\">{Axis.Text(tick)}</text>");
        Add(svg, $"<text class=\"quiet\" x=\"{Left + xAxis.Pixels / 2:F0}\" y=\"{Height - 8}\" text-anchor=\"middle\">{WebUtility.HtmlEncode(xUnit)}</text>");
        Add(svg, $"<text class=\"quiet\" x=\"14\" y=\"{Top + yAxis.Pixels / 2:F0}\" text-anchor=\"middle\" transform=\"rotate(-90 14 {Top + yAxis.Pixels / 2:F0})\">{WebUtility.HtmlEncode(yUnit)}</text>");
        var taken = new List<double>();
        foreach (var curve in curves)
        {
            var color = ServerColor.Of(curve.Server);
            var points = string.Join(' ', curve.Points.Select(point => string.Create(CultureInfo.InvariantCulture, $"{X(point.X):F1},{Y(point.Y):F1}")));
            Add(svg, $"<polyline class=\"curve\" points=\"{points}\" style=\"stroke:{color}\"/>");
            foreach (var (x, y) in curve.Points) Add(svg, $"<circle cx=\"{X(x):F1}\" cy=\"{Y(y):F1}\" r=\"3.5\" style=\"fill:{color}\"/>");
            var end = curve.Points[^1];
            var label = Y(end.Y);
            while (taken.Exists(other => Math.Abs(other - label) < 16)) label += 16; // names of curves that end together stand below each other
            taken.Add(label);
            Add(svg, $"<text class=\"strong\" x=\"{X(end.X) + 8:F1}\" y=\"{label + 4:F1}\">{WebUtility.HtmlEncode(curve.Server)}</text>");
        }

        return svg.Append("</svg>").ToString();
    }

    private static void Add(StringBuilder svg, FormattableString element) => svg.Append(element.ToString(CultureInfo.InvariantCulture)).Append('\n');
}
