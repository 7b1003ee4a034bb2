using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Unicode;
using Conference.Recorder.Archive;
using Conference.Rooms.Model;
using Conference.Rooms.Storage;

namespace Conference.Web.Recordings;

/// <summary>What lies beside the media in an archive: what the recording is, and its chat for people and for programs.</summary>
internal static class RecordingDocuments
{
    /// <summary>People read it too: letters of all languages as they are.</summary>
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true, Encoder = JavaScriptEncoder.Create(UnicodeRanges.All), Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    /// <param name="chat">What was written while it was recorded; what was written in a pause is left out.</param>
    public static void Add(
        RecordingArchive archive, Recording recording, IReadOnlyList<LectureParticipant> participants, IReadOnlyList<Chapter> chapters, IReadOnlyList<ChatMessage> chat)
    {
        archive.AddDocument("recording.json", JsonSerializer.SerializeToUtf8Bytes(Describe(recording, participants, chapters, archive.Tracks), Json));
        var span = RecordingSpan.Of(recording);
        var placed = chat.Select(message => (Message: message, At: span.Place(message.SentAt))).Where(line => line.At is not null).Select(line => (line.Message, At: line.At!.Value)).ToList();
        if (placed.Count == 0) return;
        archive.AddDocument("chat.json", JsonSerializer.SerializeToUtf8Bytes(placed.Select(line => new
        {
            atMs = line.At, sentAt = line.Message.SentAt, author = line.Message.AuthorName, role = line.Message.AuthorRole, text = line.Message.Text,
        }), Json));
        archive.AddDocument("chat.txt", Encoding.UTF8.GetBytes(string.Concat(placed.Select(line => Line(line.Message, line.At)))));
    }

    private static object Describe(
        Recording recording, IReadOnlyList<LectureParticipant> participants, IReadOnlyList<Chapter> chapters, IReadOnlyList<ArchivedTrack> tracks) => new
    {
        id = recording.Id,
        title = recording.Name,
        room = recording.Lecture!.Room!.Code,
        teacher = recording.Lecture.Room.Owner!.Name,
        startedAt = recording.StartedAt,
        endedAt = recording.EndedAt,
        durationMs = recording.DurationMilliseconds,
        parts = recording.Parts.Select(part => new { number = part.Number, startedAt = part.StartedAt, endedAt = part.EndedAt }),
        participants = participants.Select(person => new { id = person.Id, name = person.Name, role = person.Role, joinedAt = person.JoinedAt, leftAt = person.LeftAt }),
        // Every time counts from the recording's start: a track is laid at its startMs.
        tracks = tracks.Select(track => new
        {
            files = track.Files,
            missing = track.Missing,
            part = recording.Parts.First(part => part.Id == track.Rendition.PartId).Number,
            kind = track.Rendition.Kind,
            participant = track.Rendition.ParticipantName,
            participantId = track.Rendition.ParticipantId,
            codecs = track.Rendition.Codecs,
            startMs = track.Rendition.StartMilliseconds,
            durationMs = track.Rendition.DurationMilliseconds,
            width = track.Rendition.Width,
            height = track.Rendition.Height,
            gaps = Spans(track.Rendition.Gaps),
            silences = Spans(track.Rendition.Silences),
        }),
        chapters = chapters.Select(chapter => new { kind = chapter.Kind, title = chapter.Title, atMs = chapter.AtMs, lengthMs = chapter.LengthMs }),
    };

    private static IEnumerable<object> Spans(IReadOnlyList<RenditionGap> gaps) =>
        gaps.Select(gap => new { startMs = gap.StartMilliseconds, endMs = gap.EndMilliseconds });

    /// <summary>"[0:12:31] Ada: text"; further lines of the text are set in.</summary>
    private static string Line(ChatMessage message, long milliseconds)
    {
        var at = TimeSpan.FromMilliseconds(milliseconds);
        var text = message.Text.ReplaceLineEndings("\n    ");
        return string.Create(CultureInfo.InvariantCulture, $"[{(int)at.TotalHours}:{at.Minutes:D2}:{at.Seconds:D2}] {message.AuthorName}: {text}\n");
    }
}
