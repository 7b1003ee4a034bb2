namespace Conference.Load.Reports.Html;

/// <summary>Each server has one color in all charts.</summary>
internal static class ServerColor
{
    private static readonly string[] Known = ["conference", "conference-media", "janus", "janus-tuned", "mediasoup"];

    /// <summary>A reference to the page's variable, which has a value for light and one for dark.</summary>
    public static string Of(string server) => $"var(--{Known.FirstOrDefault(known => server == known || server.StartsWith($"{known}-3", StringComparison.Ordinal)) ?? "other"})";
}
