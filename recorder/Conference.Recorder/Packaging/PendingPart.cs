using System.Text.Json;
using Conference.Recorder.Storage;

namespace Conference.Recorder.Packaging;

/// <summary>
/// A Part whose row may not be written yet, noted beside its journals before the first frame: whoever finds the note writes the row. It goes when the database has the row.
/// </summary>
/// <param name="StartedAt">When media began to be kept.</param>
/// <param name="RecorderId">The owner of the lease under which it is made.</param>
internal sealed record PendingPart(Guid RecordingId, Guid Id, DateTimeOffset StartedAt, string RecorderId)
{
    private const string FileName = "part.json";

    /// <param name="part">Null where the database has the row.</param>
    /// <returns>False when there is a note that cannot be read.</returns>
    public static bool TryLoad(string folder, out PendingPart? part)
    {
        part = null;
        var path = Path.Combine(folder, FileName);
        if (!File.Exists(path)) return true;
        try
        {
            part = JsonSerializer.Deserialize<PendingPart>(File.ReadAllBytes(path));
        }
        catch (JsonException)
        {
            // Written over by something else: it was put there whole.
        }

        return part is not null;
    }

    /// <summary>Makes the Part's folder and the note in it. After a power loss the note is there whole, or nothing was journaled.</summary>
    public void Save(string folder)
    {
        Directory.CreateDirectory(folder);
        DurableFile.WriteJson(Path.Combine(folder, FileName), this);
        // The folders themselves: of the Part in the recording's, of the recording in the spool.
        var recording = Path.GetDirectoryName(folder)!;
        DurableFile.SyncDirectory(recording);
        DurableFile.SyncDirectory(Path.GetDirectoryName(recording)!);
    }

    /// <summary>The database has the row.</summary>
    public static void Forget(string folder) => File.Delete(Path.Combine(folder, FileName));
}
