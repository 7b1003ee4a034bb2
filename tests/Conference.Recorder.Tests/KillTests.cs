using Conference.Recorder.Storage;
using Conference.Recorder.Tests.Media;
using Conference.Rooms.Model;
using Conference.Rooms.Storage;

namespace Conference.Recorder.Tests;

/// <summary>A recorder that is killed in the middle of a lecture; the next start completes the recording by itself.</summary>
public sealed class KillTests : IAsyncLifetime
{
    private const int CameraSecond = Encoded.FramesPerSecond;

    private RecorderLab? _lab;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private RecorderLab Lab => _lab!;

    public async ValueTask InitializeAsync() => _lab = await RecorderLab.CreateAsync();

    public ValueTask DisposeAsync() => Lab.DisposeAsync();

    /// <param name="torn">Bytes that a power loss takes from the end of every journal, or writes as garbage there when negative.</param>
    [Theory]
    [InlineData(700)]
    [InlineData(-700)]
    public async Task A_killed_recorder_costs_at_most_a_second(int torn)
    {
        var (requested, teacher) = await RequestedRecording.CreateAsync(Lab.Services, Cancel);
        using var recorder = RecorderProcess.Start(Lab.Orders(requested, teacher));
        await Lab.WaitAsync(requested.Id, recording => recording.State == RecordingState.Recording);
        await recorder.ReceivedAsync(11 * CameraSecond, Cancel);

        var (camera, voice) = await recorder.KillAsync(Cancel);
        foreach (var folder in Directory.GetFiles(Lab.Spool, "journal-*.mkv", SearchOption.AllDirectories).Select(Path.GetDirectoryName).Distinct()) TearAll(folder!, torn);
        await Lab.Get<LectureStore>().EndAsync(requested.LectureId, Cancel);
        await Lab.StartRecorderAsync();

        var ready = await Lab.ReadyAsync(requested.Id);
        Assert.Equal([RenditionKind.Mix, RenditionKind.Voice, RenditionKind.Camera], Assert.Single(ready.Parts).Renditions.Select(rendition => rendition.Kind).Order());
        var result = await Lab.CheckAsync(ready, (0, camera, voice));
        Assert.Null(result.Trouble);
        Assert.InRange(result.Lost, 0, 1000);
        Assert.Empty(Directory.GetDirectories(Lab.Spool));
    }

    [Fact]
    public async Task A_recorder_that_is_started_again_goes_on_at_once_with_what_it_did()
    {
        var (requested, teacher) = await RequestedRecording.CreateAsync(Lab.Services, Cancel);
        using var journaled = new Signal();
        journaled.Watch(Lab.Folder, "journal-*.mkv");
        using var recorder = RecorderProcess.Start(Lab.Orders(requested, teacher));
        await recorder.ReceivedAsync(3 * CameraSecond, Cancel);
        // The process has just been started: on a busy machine it takes its time for the first frames.
        await journaled.UntilAsync(() => new DirectoryInfo(Lab.Spool).GetFiles("journal-*.mkv", SearchOption.AllDirectories).Count(file => file.Length > 0) == 3);
        await recorder.KillAsync(Cancel);

        using var second = RecorderProcess.Start(Lab.Orders(requested, teacher));
        await Lab.WaitAsync(requested.Id, recording => recording.Parts.Count == 2);
        await second.ReceivedAsync(3 * CameraSecond, Cancel);
        await Lab.Get<RecordingStore>().RequestStopAsync(requested.LectureId, Cancel);

        var ready = await Lab.ReadyAsync(requested.Id);
        foreach (var part in ready.Parts)
        {
            Assert.Equal([RenditionKind.Mix, RenditionKind.Voice, RenditionKind.Camera], part.Renditions.Select(rendition => rendition.Kind).Order());
            foreach (var rendition in part.Renditions)
                Assert.Equal("", await Tool.DecodeErrorsAsync(await new StoredRendition(Lab.Get<IObjectStore>(), rendition.ObjectPrefix).AssembleAsync(Lab.Folder)));
        }
    }

    /// <summary>What a power loss does to one rendition: the end of the journal, of the list of segments, and of the segment that was being written.</summary>
    private static void TearAll(string folder, int torn)
    {
        Tear(Directory.GetFiles(folder, "journal-*.mkv").Max()!, torn);
        if (torn >= 0) return;
        Tear(Path.Combine(folder, "segments.log"), torn);
        File.AppendAllText(Path.Combine(folder, "segments.log"), "\n");
        Tear(Path.Combine(folder, "open.part"), torn);
    }

    private static void Tear(string path, int bytes)
    {
        using var file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite);
        if (bytes > 0)
        {
            file.SetLength(Math.Max(0, file.Length - bytes));
            return;
        }

        var garbage = new byte[-bytes];
        new Random(5).NextBytes(garbage);
        file.Position = file.Length;
        file.Write(garbage);
    }
}
