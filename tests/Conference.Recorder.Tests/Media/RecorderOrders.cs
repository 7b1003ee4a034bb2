using Conference.Recorder.Storage;

namespace Conference.Recorder.Tests.Media;

/// <summary>What a recorder in a process of its own is to do.</summary>
/// <param name="Folder">Of its spool, and of its store unless there is <see cref="Store"/>.</param>
/// <param name="Participant">Who publishes.</param>
/// <param name="Source">A file of frames to send (<see cref="Crashes.CrashSource"/>).</param>
/// <param name="To">The picture of the source before which it ends.</param>
internal sealed record RecorderOrders(string Database, string Folder, Guid Lecture, Guid Participant, string Source, int To)
{
    /// <summary>The picture of the source with which it begins.</summary>
    public int From { get; init; }

    /// <summary>The room ends after the last frame. Else it goes on, without a word.</summary>
    public bool EndsRoom { get; init; }

    public S3StoreOptions? Store { get; init; }

    /// <summary>After which it ends by itself, whatever became of who started it.</summary>
    public TimeSpan Life { get; init; } = TimeSpan.FromMinutes(2);
}
