using System.Collections.Concurrent;

namespace Conference.Signaling.Live;

/// <summary>
/// Remembers for an hour who was in a lecture that ended, so that a page which lost its network over the end hears lecture-ended and does not begin
/// the room's next lecture by coming back.
/// </summary>
internal sealed class EndedLectures(TimeProvider time)
{
    private static readonly TimeSpan Memory = TimeSpan.FromHours(1);

    private readonly ConcurrentDictionary<string, DateTimeOffset> _until = new(StringComparer.Ordinal);

    public void Add(IEnumerable<string> resumeKeyHashes)
    {
        var now = time.GetUtcNow();
        foreach (var (hash, until) in _until)
        {
            if (until <= now) _until.TryRemove(hash, out _);
        }

        foreach (var hash in resumeKeyHashes) _until[hash] = now + Memory;
    }

    public bool Contains(string resumeKeyHash) => _until.TryGetValue(resumeKeyHash, out var until) && until > time.GetUtcNow();
}
