using Conference.Rooms.Model;

namespace Conference.Rooms.Storage;

/// <summary>
/// The one time line of a recording's Parts: milliseconds from its start. What passed between two Parts because a recorder was away is on it; a pause is not: the
/// next Part begins where the one before it ended.
/// </summary>
public sealed class RecordingTimeline
{
    private readonly DateTimeOffset _start;
    private readonly List<(Part Part, TimeSpan Offset)> _parts = [];

    private RecordingTimeline(DateTimeOffset start) => _start = start;

    public IReadOnlyList<RecordingPause> Pauses { get; private set; } = [];

    /// <param name="start">See <see cref="Recording.StartedAt"/>.</param>
    /// <param name="parts">By number.</param>
    public static RecordingTimeline Of(DateTimeOffset start, IEnumerable<Part> parts)
    {
        var line = new RecordingTimeline(start);
        foreach (var part in parts) line._parts.Add((part, line.OffsetOf(part.StartedAt)));
        line.Pauses = [.. line._parts.Select((_, n) => line.PauseAfter(n)).OfType<RecordingPause>()];
        return line;
    }

    /// <summary>Where a Part that begins then, after all others, has its zero.</summary>
    public long OffsetAt(DateTimeOffset startedAt) => (long)OffsetOf(startedAt).TotalMilliseconds;

    /// <summary>Milliseconds from the recording's start; null for what happened before it and for what happened in a pause: that is nobody's to see.</summary>
    public long? Place(DateTimeOffset moment)
    {
        if (moment < _start) return null;
        var at = _parts.FindLastIndex(line => line.Part.StartedAt <= moment);
        if (at < 0) return (long)(moment - _start).TotalMilliseconds;
        var (part, offset) = _parts[at];
        if (part is { EndsInPause: true, EndedAt: { } end } && moment > end) return null;
        return (long)(offset + (moment - part.StartedAt)).TotalMilliseconds;
    }

    /// <summary>When that was; the other way of <see cref="Place"/>.</summary>
    public DateTimeOffset MomentAt(long milliseconds)
    {
        var wanted = TimeSpan.FromMilliseconds(milliseconds);
        var at = _parts.FindLastIndex(line => line.Offset < wanted);
        return at < 0 ? _start + wanted : _parts[at].Part.StartedAt + (wanted - _parts[at].Offset);
    }

    private TimeSpan OffsetOf(DateTimeOffset startedAt)
    {
        if (_parts.Count == 0) return startedAt - _start;
        var (before, offset) = _parts[^1];
        return offset + ((before is { EndsInPause: true, EndedAt: { } end } ? end : startedAt) - before.StartedAt);
    }

    private RecordingPause? PauseAfter(int n)
    {
        var (part, offset) = _parts[n];
        if (part is not { EndsInPause: true, EndedAt: { } end }) return null;
        var length = n + 1 < _parts.Count ? (long?)(_parts[n + 1].Part.StartedAt - end).TotalMilliseconds : null;
        return new RecordingPause(part.Id, (long)(offset + (end - part.StartedAt)).TotalMilliseconds, length);
    }
}
