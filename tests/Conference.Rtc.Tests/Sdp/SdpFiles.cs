using Conference.Rtc.Sdp;

namespace Conference.Rtc.Tests.Sdp;

/// <summary>The captured offers in tests/vectors/sdp.</summary>
public static class SdpFiles
{
    public static TheoryData<string> All
    {
        get
        {
            var names = new TheoryData<string>();
            foreach (var path in Directory.EnumerateFiles(Folder, "*.sdp").Order()) names.Add(Path.GetFileNameWithoutExtension(path));
            return names;
        }
    }

    private static string Folder => Path.Combine(AppContext.BaseDirectory, "vectors", "sdp");

    public static string Text(string name) => File.ReadAllText(Path.Combine(Folder, name + ".sdp"));

    public static SessionDescription Read(string name) => Parse(Text(name));

    public static SessionDescription Parse(string text)
    {
        Assert.True(SdpParser.TryParse(text, out var description, out var error), error?.ToString());
        return description!;
    }

    public static LocalTransportDescription Local { get; } = new(
        "ABCDEFGH",
        "abcdefghijklmnopqrstuvwx",
        "sha-256 " + string.Join(':', Enumerable.Repeat("AB", 32)),
        [System.Net.IPEndPoint.Parse("192.0.2.1:50000"), System.Net.IPEndPoint.Parse("[2001:db8::1]:50000")]);
}
