namespace Conference.Recorder;

/// <summary>The Part that a session records now, as whoever looks at the database sees it: it can be ended by a pause.</summary>
/// <param name="stop">The end of the whole recording, which ends the Part too.</param>
internal sealed class RunningPart(Guid partId, CancellationToken stop) : IDisposable
{
    private readonly CancellationTokenSource _cut = CancellationTokenSource.CreateLinkedTokenSource(stop);
    private readonly Lock _gate = new();
    private bool _isOver;

    public Guid PartId { get; } = partId;

    /// <summary>Nothing more belongs to the Part.</summary>
    public CancellationToken Cut => _cut.Token;

    public DateTimeOffset? PausedAt { get; private set; }

    /// <summary>Ends the Part at that moment, unless it is over.</summary>
    public Task PauseAsync(DateTimeOffset at)
    {
        lock (_gate)
        {
            if (_isOver) return Task.CompletedTask;
            PausedAt ??= at;
            return _cut.CancelAsync();
        }
    }

    public Task EndAsync()
    {
        lock (_gate)
        {
            if (_isOver) return Task.CompletedTask;
            _isOver = true;
            return _cut.CancelAsync();
        }
    }

    public void Dispose() => _cut.Dispose();
}
