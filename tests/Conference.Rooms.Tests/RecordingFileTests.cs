using Conference.Rooms.Model;

namespace Conference.Rooms.Tests;

public sealed class RecordingFileTests
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    /// <param name="begun">Minutes after noon: when the job began last; null for one that waits to begin again.</param>
    /// <param name="grown">The same: when media came to the recording.</param>
    [Theory]
    [InlineData(0, null, true)]
    [InlineData(0, -1, true)]
    [InlineData(0, 1, false)]
    [InlineData(0, 9, false)]
    // It is being made once more; what is there was made at 5.
    [InlineData(10, 9, false)]
    [InlineData(null, 9, false)]
    [InlineData(10, 4, true)]
    public void A_file_is_current_when_nothing_came_to_its_recording_since_its_job_began(int? begun, int? grown, bool isCurrent)
    {
        var (file, job, recording) = Made([], begun, grown);
        Assert.Equal(isCurrent, file.IsCurrent(job, recording));
    }

    [Fact]
    public void A_file_with_other_cuts_than_its_recording_is_not_current()
    {
        var (file, job, recording) = Made([new RecordingCut(0, 1_000)], 0, null);
        Assert.False(file.IsCurrent(job, recording));
    }

    private static (RecordingFile File, Job Job, Recording Recording) Made(IReadOnlyList<RecordingCut> cuts, int? begun, int? grown) => (
        new RecordingFile { Kind = JobKinds.Video, Variant = "", ObjectKey = "a/b", ContentType = "video/mp4", CreatedAt = Noon.AddMinutes(5), Cuts = cuts },
        new Job { Kind = JobKinds.Video, Variant = "", StartedAt = At(begun) },
        new Recording { GrownAt = At(grown) });

    private static DateTimeOffset? At(int? minutes) => minutes is { } after ? Noon.AddMinutes(after) : null;
}
