using System.Globalization;

namespace Conference.EndToEnd.Tests.Browsers;

/// <summary>The scripts that run in a page before its own.</summary>
internal static class Script
{
    public static string Probe { get; } = Read("probe.js");

    /// <summary>A browser that sends no video but VP8: see vp8.js.</summary>
    public static string Vp8Alone { get; } = Read("vp8.js");

    /// <summary>How long after its flash a <see cref="Source"/> beeps.</summary>
    public static readonly TimeSpan Lead = TimeSpan.FromMilliseconds(200);

    /// <summary>Camera and microphone from one clock: see source.js.</summary>
    public static string Source(int sender, int tone) => string.Create(CultureInfo.InvariantCulture,
        $"window.testSource = {{ sender: {sender}, tone: {tone}, lead: {Lead.TotalSeconds} }};\n{Read("source.js")}");

    public static string Read(string name)
    {
        using var reader = new StreamReader(typeof(Script).Assembly.GetManifestResourceStream(name)!);
        return reader.ReadToEnd();
    }
}
