using System.Globalization;

namespace Conference.Load.Media;

/// <summary>
/// How many packets a frame has and how long they are: what decides how much a server can do for a subscriber at once. Either every frame has the same
/// number of equal packets, or frames and packets vary as a browser's camera makes them.
/// </summary>
internal sealed class FrameShape
{
    /// <summary>With RTP's fixed header 1,200 bytes.</summary>
    public const int VideoPayload = 1188;

    /// <summary>Opus at 40 kbit/s in packets of 20 ms.</summary>
    public const int AudioPayload = 100;

    /// <summary>
    /// Packets per frame of a 720p camera in Chromium, VP8 at 2.5 Mbit/s, as captured: 3.9 on average. What a list of 20 frames repeats.
    /// </summary>
    private static readonly int[] BrowserFrames = [3, 4, 4, 3, 5, 4, 3, 4, 4, 4, 3, 4, 5, 3, 4, 4, 4, 3, 4, 6];

    private readonly int _packets;
    private readonly int _payload;
    private int _next;

    private FrameShape(string name, int packets, int payload)
    {
        Name = name;
        _packets = packets;
        _payload = payload;
    }

    /// <summary>As on the command line: "10", "browser", "audio".</summary>
    public string Name { get; }

    /// <summary>A real browser decides.</summary>
    public bool IsOfBrowser => Name == "chromium";

    public double MeanPackets => _packets > 0 ? _packets : BrowserFrames.Average();

    /// <summary>Packets of the longest frame.</summary>
    public int MaxPackets => _packets > 0 ? _packets : BrowserFrames.Max();

    /// <summary>One Opus packet.</summary>
    public static FrameShape Audio() => new("audio", 1, AudioPayload);

    public static FrameShape Even(int packets) => new(packets.ToString(CultureInfo.InvariantCulture), packets, VideoPayload);

    /// <summary>A camera in a browser.</summary>
    public static FrameShape Browser() => new("browser", 0, 0);

    /// <summary>Whatever a real browser sends.</summary>
    public static FrameShape Chromium() => new("chromium", 0, 0);

    /// <exception cref="FormatException">The text is neither a number of packets nor "browser".</exception>
    public static FrameShape Parse(string text)
    {
        if (text == "browser") return Browser();
        return int.TryParse(text, CultureInfo.InvariantCulture, out var packets) && packets is > 0 and <= 64
            ? Even(packets)
            : throw new FormatException($"--frames: \"{text}\" is neither a number of packets (1 to 64) nor \"browser\".");
    }

    /// <summary>Payload lengths of the next frame's packets; returns how many there are.</summary>
    /// <param name="lengths">Room for <see cref="MaxPackets"/>.</param>
    public int NextFrame(Span<int> lengths)
    {
        if (_packets > 0)
        {
            lengths[.._packets].Fill(_payload);
            return _packets;
        }

        // libwebrtc cuts a frame into packets that differ by one byte at most, the longer ones last; frames differ much.
        var index = _next++ % BrowserFrames.Length;
        var packets = BrowserFrames[index];
        var bytes = packets * (780 + 37 * (_next % 11)) + index % packets;
        for (var i = 0; i < packets; i++) lengths[i] = bytes / packets + (i >= packets - bytes % packets ? 1 : 0);
        return packets;
    }
}
