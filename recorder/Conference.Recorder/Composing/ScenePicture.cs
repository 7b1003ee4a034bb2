using Conference.Recorder.Mp4;

namespace Conference.Recorder.Composing;

/// <summary>A picture of a scene as a file that ffmpeg reads.</summary>
/// <param name="IsBt709">Its file says that its colours are BT.709's. ffmpeg's decoders of VP9 and AV1 forget that where the stream itself does not know.</param>
internal sealed record ScenePicture(string Path, Placement Placement, bool IsBt709)
{
    private const int MostInitialization = 1 << 16;

    /// <param name="path">An initialization segment with media segments behind it.</param>
    public static ScenePicture Open(string path, Placement placement) => new(path, placement, ReadBt709(path));

    private static bool ReadBt709(string path)
    {
        using var file = File.OpenRead(path);
        var head = new byte[Math.Min(file.Length, MostInitialization)];
        file.ReadExactly(head);
        try
        {
            return InitializationSegment.Read(head).IsBt709;
        }
        catch (InvalidDataException)
        {
            // WebM: VP8 alone, of which ffmpeg forgets nothing.
            return false;
        }
    }
}
