using Conference.Recorder.Journals;
using Conference.Recorder.Matroska;

namespace Conference.Recorder.Tests.Journals;

public sealed class JournalTests : IDisposable
{
    private static readonly MatroskaTrack Track = new(MatroskaTrack.H264, new byte[] { 1, 2, 3, 4 }, 640, 360, 0);
    private readonly string _folder = Directory.CreateTempSubdirectory("conference-journal-").FullName;

    [Fact]
    public void A_journal_cut_at_any_byte_gives_every_frame_before_the_cut()
    {
        var ends = Write(60);
        var file = Assert.Single(Directory.GetFiles(_folder));
        var whole = File.ReadAllBytes(file);
        for (var length = 0; length <= whole.Length; length++)
        {
            File.WriteAllBytes(file, whole[..length]);
            using var journal = Journal.OpenLeftOver(_folder);
            using var reader = journal.OpenReader(0);
            var read = 0;
            while (reader.TryRead(out var frame)) AssertFrame(read++, frame);
            Assert.Equal(ends.Count(end => end <= length), read);
        }
    }

    [Fact]
    public void Garbage_after_a_cut_is_no_frame_and_no_exception()
    {
        var ends = Write(30);
        var file = Assert.Single(Directory.GetFiles(_folder));
        var whole = File.ReadAllBytes(file);
        var random = new Random(7);
        for (var run = 0; run < 500; run++)
        {
            var length = random.Next(whole.Length);
            var torn = whole[..(length + random.Next(whole.Length - length))];
            // A power loss leaves zeros, or what the disk held before.
            if (run % 2 == 0) torn.AsSpan(length).Clear();
            else random.NextBytes(torn.AsSpan(length));
            File.WriteAllBytes(file, torn);
            using var journal = Journal.OpenLeftOver(_folder);
            using var reader = journal.OpenReader(0);
            var intact = ends.Count(end => end <= length);
            for (var i = 0; i < intact; i++)
            {
                Assert.True(reader.TryRead(out var frame));
                AssertFrame(i, frame);
            }

            while (reader.TryRead(out _))
            {
            }
        }
    }

    [Fact]
    public void A_reader_sees_each_frame_as_soon_as_it_is_appended()
    {
        using var journal = new Journal(_folder);
        using var reader = journal.OpenReader(0);
        Assert.False(reader.TryRead(out _));
        for (var i = 0; i < 200; i++)
        {
            journal.Append(Track, Frame(i));
            Assert.True(reader.TryRead(out var frame));
            AssertFrame(i, frame);
            Assert.False(reader.TryRead(out _));
        }
    }

    [Fact]
    public void Another_configuration_begins_another_file_and_the_reader_says_so()
    {
        using var journal = new Journal(_folder);
        var other = Track with { CodecPrivate = new byte[] { 9 } };
        for (var i = 0; i < 10; i++) journal.Append(i < 5 ? Track : other, Frame(i));
        journal.Complete();

        Assert.Equal(2, Directory.GetFiles(_folder).Length);
        using var reader = journal.OpenReader(0);
        for (var i = 0; i < 10; i++)
        {
            Assert.True(reader.TryRead(out _));
            Assert.True(reader.Track!.DecodesLike(i < 5 ? Track : other));
        }
    }

    [Fact]
    public void A_reader_can_begin_anywhere_and_what_is_stored_can_be_deleted()
    {
        using var journal = new Journal(_folder);
        for (var i = 0; i < 25 * 200; i++) journal.Append(Track, Frame(i));
        var files = Directory.GetFiles(_folder).Length;
        Assert.True(files >= 3);

        journal.DeleteBefore(130_000_000);
        Assert.True(Directory.GetFiles(_folder).Length < files);
        using var reader = journal.OpenReader(132_000_000);
        Assert.True(reader.TryRead(out var frame));
        AssertFrame(132 * 25, frame);
    }

    [Fact]
    public async Task The_real_ffprobe_reads_a_journal()
    {
        Write(100);

        var lines = await Media.Tool.ProbeAsync(Directory.GetFiles(_folder).Single(), "packet=pts_time,size", "-show_packets");

        Assert.Equal(100, lines.Length);
        Assert.StartsWith("3.960000,", lines[99], StringComparison.Ordinal);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private List<long> Write(int frames)
    {
        using var journal = new Journal(_folder);
        var ends = new List<long>();
        for (var i = 0; i < frames; i++)
        {
            journal.Append(Track, Frame(i));
            ends.Add(journal.Length);
        }

        return ends;
    }

    private static MediaFrame Frame(int index)
    {
        var data = new byte[5 + (index % 40)];
        new Random(index).NextBytes(data);
        return new MediaFrame(index * 40_000L, index % 10 == 0, data);
    }

    private static void AssertFrame(int index, MediaFrame actual)
    {
        var expected = Frame(index);
        Assert.Equal((expected.Timestamp, expected.IsKeyFrame), (actual.Timestamp, actual.IsKeyFrame));
        Assert.Equal(expected.Data.ToArray(), actual.Data.ToArray());
    }
}
