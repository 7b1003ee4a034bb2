using System.Text;
using Conference.Recorder.Mp4;
using Conference.Recorder.Packaging;
using Conference.Recorder.Tests.Media;

namespace Conference.Recorder.Tests.Packaging;

/// <summary>The list of closed segments over restarts.</summary>
public sealed class SegmentSpoolTests : IAsyncLifetime
{
    private const long Length = 4_000_000;
    private readonly string _folder = Directory.CreateTempSubdirectory("conference-segments-").FullName;
    private byte[] _initialization = [];

    public async ValueTask InitializeAsync()
    {
        var file = await Tool.FfmpegAsync("-f", "lavfi", "-i", "testsrc2=duration=0.1", "-c:v", "libvpx-vp9", "-movflags", "empty_moov+frag_keyframe", "-f", "mp4", "-");
        _initialization = file[..(file.AsSpan().IndexOf("moof"u8) - 4)];
    }

    /// <param name="torn">What a power loss left where the second segment's line was being written.</param>
    [Theory]
    [InlineData("")]
    [InlineData("000002.m4s 4000")]
    [InlineData("000002.m4s 4000000 \0\0\0\0\0\0\n")]
    [InlineData("\u00FF\u00FE\u0000\n\u00E9 \n000007.m4s 0 4000000 init.mp4\n")]
    public void What_is_closed_behind_a_torn_line_is_there_at_the_next_restart(string torn)
    {
        using (var spool = Open())
        {
            spool.SetInitialization(_initialization, InitializationSegment.Read(_initialization));
            Close(spool);
        }

        File.AppendAllText(Path.Combine(_folder, "segments.log"), torn, Encoding.Latin1);
        using (var spool = Open())
        {
            Assert.Equal(Length, spool.End);
            Close(spool);
            Close(spool);
        }

        using var again = Open();
        again.Complete();
        Assert.Equal(3 * Length, again.End);
        var segments = new List<string>();
        while (again.Closed.TryRead(out var segment)) segments.Add($"{segment.Uri} {segment.Start}");
        Assert.Equal(["000001.m4s 0", "000002.m4s 4000000", "000003.m4s 8000000"], segments);
        Assert.Equal(320, again.Description!.Width);
    }

    public ValueTask DisposeAsync()
    {
        Directory.Delete(_folder, recursive: true);
        return ValueTask.CompletedTask;
    }

    private SegmentSpool Open() => new(_folder, ".m4s");

    private static void Close(SegmentSpool spool)
    {
        spool.Write([1, 2, 3]);
        spool.Close(spool.End, Length, SegmentFindings.None);
    }
}
