using System.Globalization;
using System.Text.Json;

namespace Conference.Recorder.Importing;

/// <summary>What a video file holds: its best picture and its best sound. Cover art, subtitles and further tracks are left out.</summary>
/// <param name="DurationSeconds">Null when the file does not say.</param>
internal sealed record ProbedFile(ProbedStream? Video, ProbedStream? Audio, double? DurationSeconds)
{
    /// <summary>Reads ffprobe's JSON (<c>-show_format -show_streams</c>).</summary>
    /// <exception cref="JsonException">It is none.</exception>
    public static ProbedFile Read(string json)
    {
        using var document = JsonDocument.Parse(json);
        var streams = document.RootElement.TryGetProperty("streams", out var list) ? [.. list.EnumerateArray()] : Array.Empty<JsonElement>();
        var duration = document.RootElement.TryGetProperty("format", out var format) ? Number(format, "duration") : null;
        return new ProbedFile(First(streams, "video"), First(streams, "audio"), duration is > 0 ? duration : null);
    }

    private static ProbedStream? First(IEnumerable<JsonElement> streams, string type)
    {
        var found = streams.Where(stream => Text(stream, "codec_type") == type && Text(stream, "codec_name") is not (null or "unknown") && !IsPicture(stream))
            .OrderByDescending(stream => Flag(stream, "default")).ToList();
        if (found.Count == 0) return null;
        var stream = found[0];
        return new ProbedStream(
            (int)(Number(stream, "index") ?? 0), Text(stream, "codec_name")!, Text(stream, "pix_fmt"), (int)(Number(stream, "width") ?? 0),
            (int)(Number(stream, "height") ?? 0), Number(stream, "start_time") ?? 0, IsRotated(stream));
    }

    /// <summary>Cover art counts as a video stream.</summary>
    private static bool IsPicture(JsonElement stream) => Flag(stream, "attached_pic") || Flag(stream, "still_image");

    private static bool IsRotated(JsonElement stream) =>
        stream.TryGetProperty("side_data_list", out var list) && list.EnumerateArray().Any(data => Number(data, "rotation") is { } turn && turn % 360 != 0);

    private static bool Flag(JsonElement stream, string name) =>
        stream.TryGetProperty("disposition", out var disposition) && disposition.TryGetProperty(name, out var flag) && flag.ValueKind == JsonValueKind.Number && flag.GetInt32() == 1;

    private static string? Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    // ffprobe writes some numbers as numbers and others as text.
    private static double? Number(JsonElement element, string name)
    {
        if (!element.TryGetProperty(name, out var value)) return null;
        if (value.ValueKind == JsonValueKind.Number) return value.GetDouble();
        return double.TryParse(value.ToString(), NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) ? number : null;
    }
}
