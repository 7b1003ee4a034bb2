using System.IO.Compression;
using Conference.Recorder.Archive;
using Conference.Recorder.Tests.Media;
using Conference.Rooms.Model;
using Conference.Sfu.Control;

namespace Conference.Recorder.Tests.Archive;

public sealed class RecordingArchiveTests : IDisposable
{
    private const long Second = 1_000_000;
    private readonly RecordedPart _part = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_track_of_a_real_recording_is_a_file_that_plays_from_its_beginning_to_its_end()
    {
        var ann = new Publisher();
        ann.Add(TrackSource.Microphone, "opus", Sounds.Encode(9, Second, Sounds.Tone(400)), until: 40 * Second);
        ann.Add(TrackSource.Camera, "VP9", Encoded.Timed(await Encoded.VideoAsync("VP9", 9), Second), until: 40 * Second);
        var bob = new Publisher();
        bob.Add(TrackSource.Camera, "VP8", Encoded.Timed(await Encoded.VideoAsync("VP8", 9), Second), until: 40 * Second);
        await _part.RecordAsync(0, 10 * Second, ann, bob);

        var archive = await RecordingArchive.PlanAsync(_part.Store, Recording(), Cancellation);
        archive.AddDocument("recording.json", "{}"u8.ToArray());
        var folder = Directory.CreateDirectory(Path.Combine(_part.Folder, "unpacked")).FullName;
        await using (var file = File.Create(Path.Combine(_part.Folder, "all.zip")))
        {
            await archive.WriteAsync(file, Cancellation);
            Assert.Equal(archive.Length, file.Length);
        }

        await ZipFile.ExtractToDirectoryAsync(Path.Combine(_part.Folder, "all.zip"), folder, Cancellation);
        Assert.Equal("Algebra 1 2 2026-03-01 10-00", archive.Name);
        Assert.True(File.Exists(Path.Combine(folder, archive.Name, "recording.json")));
        Assert.Equal(4, archive.Tracks.Count);
        foreach (var (rendition, files, missing) in archive.Tracks)
        {
            Assert.Empty(missing);
            var path = Path.Combine(folder, archive.Name, Assert.Single(files));
            Assert.Equal("", await Tool.DecodeErrorsAsync(path));
            var packets = await Tool.ProbeAsync(path, "packet=pts_time");
            Assert.InRange(double.Parse(packets[^1], System.Globalization.CultureInfo.InvariantCulture), (rendition.DurationMilliseconds / 1000.0) - 5.1, rendition.DurationMilliseconds / 1000.0);
        }
    }

    [Fact]
    public async Task A_segment_that_the_store_lacks_is_told_and_costs_nothing_else()
    {
        var ann = new Publisher();
        ann.Add(TrackSource.Microphone, "opus", Sounds.Encode(12, 0, Sounds.Tone(400)));
        await _part.RecordAsync(0, 12 * Second, ann);
        var mix = _part.Single(RenditionKind.Mix);
        await _part.Store.DeleteAsync($"{mix.ObjectPrefix}/000002.m4s", Cancellation);

        var archive = await RecordingArchive.PlanAsync(_part.Store, Recording(), Cancellation);

        Assert.Equal(["000002.m4s"], archive.Tracks.Single(track => track.Rendition.Id == mix.Id).Missing);
        var written = new MemoryStream();
        await archive.WriteAsync(written, Cancellation);
        Assert.Equal(archive.Length, written.Length);
    }

    private Recording Recording() => new()
    {
        Id = Guid.NewGuid(), State = RecordingState.Ready, StartedAt = new DateTimeOffset(2026, 3, 1, 10, 0, 0, TimeSpan.Zero),
        Lecture = new Lecture { Room = new Room { Code = "abc", Title = "Algebra 1/2" } },
        Parts = { new Part { Number = 1, RecorderId = "test", Renditions = [.. _part.Renditions] } },
    };

    public void Dispose() => _part.Dispose();
}
