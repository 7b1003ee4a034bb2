using Conference.Load.Media;
using Conference.Rtc.Sdp;
using Conference.Sfu.Control;

namespace Conference.Load.Scenarios;

/// <summary>Who sends what in a room, and how many receive all of it.</summary>
internal sealed record RoomPlan(IReadOnlyList<IReadOnlyList<TrackPlan>> Publishers, int Subscribers)
{
    private const int Voices = 10;

    /// <summary>True when a real browser's camera is in the room, and nothing else.</summary>
    public bool IsCameraOfBrowser { get; private init; }

    /// <summary>Of the room's tracks, in the order in which they were published.</summary>
    public IReadOnlyList<MediaKind> Kinds => IsCameraOfBrowser ? [MediaKind.Video] : [.. Publishers.SelectMany(tracks => tracks).Select(track => track.Kind)];

    /// <param name="scenario">"lecture" (camera and screen of one), "webinar" (one camera), "audio" (ten microphones), "meeting" (as many cameras as receivers).</param>
    /// <param name="receivers">Each receives every track.</param>
    public static RoomPlan Of(string scenario, int receivers) => scenario switch
    {
        "lecture" or "join-burst" or "hub" or "hostile" => new RoomPlan([Tracks(0, TrackSource.Camera, TrackSource.Screen)], receivers),
        "webinar" => new RoomPlan([Tracks(0, TrackSource.Camera)], receivers),
        "audio" => new RoomPlan([.. Enumerable.Range(0, Voices).Select(voice => Tracks(voice, TrackSource.Microphone))], receivers),
        "meeting" => new RoomPlan([.. Enumerable.Range(0, receivers).Select(person => Tracks(person, TrackSource.Camera))], receivers),
        _ => throw new FormatException($"There is no scenario \"{scenario}\"."),
    };

    /// <summary>One real browser's camera to so many.</summary>
    public static RoomPlan OfBrowser(int receivers) => new([], receivers) { IsCameraOfBrowser = true };

    /// <summary>One microphone that nobody hears yet: where those go who only join.</summary>
    public static RoomPlan Quiet { get; } = new([Tracks(0, TrackSource.Microphone)], 0);

    private static TrackPlan[] Tracks(int publisher, params TrackSource[] sources) =>
        [.. sources.Select((source, index) => new TrackPlan($"{index}", source, (uint)(1000 * (publisher + 1) + index)))];
}
