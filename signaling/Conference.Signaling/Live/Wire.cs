using Conference.Rooms.Model;
using Conference.Sfu.Control;
using Conference.Signaling.Messages;

namespace Conference.Signaling.Live;

/// <summary>The words that stand for enumerations on the wire (../README.md), both ways.</summary>
internal static class Wire
{
    public static string Role(ParticipantRole role) => role == ParticipantRole.Teacher ? "teacher" : "student";

    public static string Source(TrackSource source) => source switch
    {
        TrackSource.Microphone => "microphone",
        TrackSource.Camera => "camera",
        TrackSource.Screen => "screen",
        _ => "screenAudio",
    };

    public static bool TryParseSource(string? word, out TrackSource source)
    {
        (source, var known) = word switch
        {
            "microphone" => (TrackSource.Microphone, true),
            "camera" => (TrackSource.Camera, true),
            "screen" => (TrackSource.Screen, true),
            "screenAudio" => (TrackSource.ScreenAudio, true),
            _ => (default, false),
        };
        return known;
    }

    /// <summary>Codecs we do not forward are left out: a newer browser's list is not wrong.</summary>
    public static IReadOnlyList<VideoCodec> Codecs(IReadOnlyList<string> names)
    {
        var codecs = new List<VideoCodec>(4);
        foreach (var name in names)
        {
            VideoCodec? codec = name switch
            {
                "VP9" => VideoCodec.Vp9,
                "H264" => VideoCodec.H264,
                "AV1" => VideoCodec.Av1,
                "VP8" => VideoCodec.Vp8,
                _ => null,
            };
            if (codec is { } known && !codecs.Contains(known)) codecs.Add(known);
        }

        return codecs;
    }

    public static string Kind(TransportKind kind) => kind == TransportKind.Publish ? "publish" : "subscribe";

    /// <summary>What a publisher without a page has on: what it publishes.</summary>
    public static MediaStateMessage MediaState(IEnumerable<PublishedTrack> tracks)
    {
        var sources = tracks.Select(track => track.Track.Source).ToHashSet();
        return new MediaStateMessage(sources.Contains(TrackSource.Microphone), sources.Contains(TrackSource.Camera), sources.Contains(TrackSource.Screen));
    }

    public static TrackView Track(string mid, TrackInfo track) => new(mid, track.Id.Value, track.Participant.Value, Source(track.Source));

    public static SubscribeOfferMessage Offer(SubscribeOffer offer) =>
        new(offer.OfferId, offer.Fresh, offer.Sdp, [.. offer.Tracks.Select(track => Track(track.Mid, track.Track))]);

    public static string Mode(RecordingMode mode) => mode switch
    {
        RecordingMode.Off => "off",
        RecordingMode.Automatic => "automatic",
        _ => "manual",
    };

    public static ChapterView Chapter(ChapterMark mark) => new(mark.Id, mark.Title, mark.At);

    public static ChatView Chat(ChatMessage message) => new(
        message.Id, message.Sequence, message.ParticipantId, message.AuthorName, Role(message.AuthorRole), message.Text, message.SentAt);
}
