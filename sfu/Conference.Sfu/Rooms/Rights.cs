using Conference.Sfu.Control;

namespace Conference.Sfu.Rooms;

/// <summary>Which right a source needs.</summary>
internal static class Rights
{
    public static bool Allow(this PublishRights rights, TrackSource source) => (rights & Needed(source)) != 0;

    public static bool IsVideo(this TrackSource source) => source is TrackSource.Camera or TrackSource.Screen;

    private static PublishRights Needed(TrackSource source) => source switch
    {
        TrackSource.Microphone => PublishRights.Microphone,
        TrackSource.Camera => PublishRights.Camera,
        _ => PublishRights.Screen,
    };
}
