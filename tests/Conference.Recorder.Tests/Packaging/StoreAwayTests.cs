using System.Globalization;
using Conference.Recorder.Tests.Media;
using Conference.Rooms.Model;
using Conference.Sfu.Control;
using Conference.Testing;

namespace Conference.Recorder.Tests.Packaging;

/// <summary>An object store that is away while a lecture is recorded.</summary>
public sealed class StoreAwayTests : IDisposable
{
    private const long Second = 1_000_000;

    /// <summary>Seconds of the source, which is sent over and over.</summary>
    private const int SourceSeconds = 8;

    private readonly Signal _signal = new();

    /// <summary>Lecture and clock pass as fast as they can.</summary>
    [Fact]
    public async Task Ten_minutes_wait_in_the_spool_and_are_stored_when_the_store_is_back()
    {
        const int length = 648;
        LeavingStore? store = null;
        using var part = new RecordedPart { Before = there => store ??= new LeavingStore(there, _signal.Raise), Time = new FastTime(50) };
        _signal.Watch(part.Folder, "segments.log");
        var publisher = new Publisher();
        publisher.Add(TrackSource.Camera, "VP9", Repeat(Encoded.Timed(await Encoded.VideoAsync("VP9", SourceSeconds, keyFrameEvery: 100), 0), length));
        publisher.Add(TrackSource.Microphone, "opus", Repeat(Sounds.Encode(SourceSeconds, 0, Sounds.Tone(400)), length));
        var recording = part.RecordAsync(0, (length + 1) * Second, publisher);
        // The lecture is over. All of it but the first segments is there, on the local disk; the last one may still be open.
        await _signal.UntilAsync(() => store!.Refused > 0 && SegmentLogs(part).All(log => ReadLines(log) >= length / 4));
        Assert.False(recording.IsCompleted);
        Assert.True(Directory.GetFiles(part.Spool, "0*.m4s", SearchOption.AllDirectories).Length >= 3 * ((length / 4) - 2));
        store!.Return();
        await recording;

        Assert.Equal([RenditionKind.Mix, RenditionKind.Voice, RenditionKind.Camera], part.Renditions.Select(rendition => rendition.Kind).Order());
        foreach (var rendition in part.Renditions) Assert.Equal("#EXT-X-ENDLIST", (await part.Stored(rendition).PlaylistAsync())[^1]);
        Assert.Equal([Text(length * Encoded.FramesPerSecond)], await PacketsAsync(part, RenditionKind.Camera));
        Assert.Equal([Text(length * 50)], await PacketsAsync(part, RenditionKind.Voice));
        Assert.Empty(Directory.GetDirectories(part.Spool));
    }

    public void Dispose() => _signal.Dispose();

    private static List<(long At, byte[] Data)> Repeat(List<(long At, byte[] Data)> frames, int seconds) =>
        [.. Enumerable.Range(0, seconds / SourceSeconds).SelectMany(round => frames.Select(frame => (frame.At + (round * SourceSeconds * Second), frame.Data)))];

    private static string[] SegmentLogs(RecordedPart part) => Directory.GetFiles(part.Spool, "segments.log", SearchOption.AllDirectories);

    private static int ReadLines(string path)
    {
        using var reader = new StreamReader(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
        return reader.ReadToEnd().Count(character => character == '\n');
    }

    private static async Task<string[]> PacketsAsync(RecordedPart part, RenditionKind kind) =>
        await Tool.ProbeAsync(await part.AssembleAsync(part.Single(kind)), "stream=nb_read_packets", "-count_packets");

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
