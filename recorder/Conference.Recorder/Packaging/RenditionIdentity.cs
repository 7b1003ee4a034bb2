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
            // Torn at its making: nothing was journaled yet, because the journal comes after it.
            return null;
        }
    }

    public void Save(string folder)
    {
        using var file = new FileStream(Path.Combine(folder, FileName), FileMode.Create, FileAccess.Write);
        JsonSerializer.Serialize(file, this);
        file.Flush();
        DurableFile.Sync(file.SafeFileHandle);
        DurableFile.SyncDirectory(folder);
    }
}
