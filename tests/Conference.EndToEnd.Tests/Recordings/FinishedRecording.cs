using System.Text;
using System.Text.Json.Nodes;
using Conference.EndToEnd.Tests.Servers;
using Conference.Testing.Media;

namespace Conference.EndToEnd.Tests.Recordings;

/// <summary>A recording that is ready: what the API says of it, and its media as ffmpeg sees them.</summary>
/// <param name="detail">What GET /api/recordings/{id} says.</param>
public sealed class FinishedRecording(Account reader, Uri site, JsonNode detail)
{
    private readonly Dictionary<string, RecordedVideo> _videos = [];
    private readonly Dictionary<string, RecordedAudio> _audios = [];

    public JsonNode Detail => detail;

    public string Id => (string)detail["id"]!;

    public double Milliseconds => (double)detail["durationMs"]!;

    /// <summary>From its start to the click that ended it.</summary>
    public required TimeSpan Truth { get; init; }

    /// <summary>From that click until it was ready.</summary>
    public required TimeSpan Finishing { get; init; }

    /// <summary>Where it is replayed.</summary>
    public string Page => new Uri(site, $"/recordings/{Id}").ToString();

    /// <summary>What ffmpeg and ffprobe need to be let in.</summary>
    public string[] LetIn => ["-headers", $"Cookie: {reader.Cookie.Name}={reader.Cookie.Value}\r\n"];

    public static double End(JsonNode rendition) => (double)rendition["startMs"]! + (double)rendition["durationMs"]!;

    /// <summary>Media times of a rendition as times of the recording: a player shows the first sample at the rendition's start.</summary>
    public static List<double> OnTimeline(JsonNode rendition, IReadOnlyList<double> times, double first) =>
        [.. times.Select(time => ((double)rendition["startMs"]! / 1000) + time - first)];

    /// <summary>The renditions of one kind, of one participant if named, in the order of their starts.</summary>
    public IReadOnlyList<JsonNode> Renditions(string kind, string? participant = null) =>
        [.. detail["renditions"]!.AsArray().Select(rendition => rendition!)
            .Where(rendition => (string)rendition["kind"]! == kind && (participant is null || (string?)rendition["participant"] == participant))
            .OrderBy(rendition => (double)rendition["startMs"]!)];

    /// <summary>The address of the rendition's playlist.</summary>
    public string Address(JsonNode rendition) => new Uri(site, (string)rendition["playlist"]!).ToString();

    public async Task<RecordedVideo> VideoAsync(JsonNode rendition, CancellationToken cancellationToken)
    {
        var id = (string)rendition["id"]!;
        if (!_videos.TryGetValue(id, out var video)) _videos[id] = video = await RecordedVideo.ReadAsync(Address(rendition), LetIn, cancellationToken);
        return video;
    }

    public async Task<RecordedAudio> AudioAsync(JsonNode rendition, CancellationToken cancellationToken)
    {
        var id = (string)rendition["id"]!;
        if (!_audios.TryGetValue(id, out var audio)) _audios[id] = audio = await RecordedAudio.ReadAsync(Address(rendition), LetIn, cancellationToken);
        return audio;
    }

    /// <summary>All that was made decodes without a complaint.</summary>
    public async Task DecodesAsync(CancellationToken cancellationToken)
    {
        foreach (var rendition in detail["renditions"]!.AsArray().Select(rendition => rendition!))
        {
            var playlist = new Uri(Address(rendition));
            var lines = Encoding.UTF8.GetString(await reader.DownloadAsync(playlist, cancellationToken)).Split('\n', StringSplitOptions.RemoveEmptyEntries);
            var errors = await Decoding.SegmentErrorsAsync(lines, name => reader.DownloadAsync(new Uri(playlist, name), cancellationToken), isEachAlone: false, cancellationToken);
            Assert.True(errors.Length == 0, $"{rendition["kind"]} of {rendition["participant"]} ({rendition["codecs"]}): {errors}");
        }
    }
}
