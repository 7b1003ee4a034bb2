using System.Text.Json;
using Conference.Recorder.Storage;
using Conference.Rooms.Model;

namespace Conference.Recorder.Packaging;

/// <summary>What a rendition is, written beside its journal so that another process can finish it.</summary>
/// <param name="StartedAt">Wall-clock time of its first frame.</param>
/// <param name="StartMilliseconds">The same, from the Recording's start.</param>
internal sealed record RenditionIdentity(
    Guid Id, Guid PartId, RenditionKind Kind, RenditionFormat Format, Guid? ParticipantId,
    DateTimeOffset StartedAt, long StartMilliseconds, string ObjectPrefix)
{
    private const string FileName = "rendition.json";

    public static RenditionIdentity? TryLoad(string folder)
    {
        var path = Path.Combine(folder, FileName);
        if (!File.Exists(path)) return null;
        try
        {
            return JsonSerializer.Deserialize<RenditionIdentity>(File.ReadAllBytes(path));
        }
        catch (JsonException)
        {
            // Written over by something else: it was put there whole, before the journal.
            return null;
        }
    }

    public void Save(string folder) => DurableFile.WriteJson(Path.Combine(folder, FileName), this);
}
