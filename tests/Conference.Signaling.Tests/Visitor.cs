namespace Conference.Signaling.Tests;

/// <summary>Somebody inside: the connection and the answer to its Join.</summary>
internal sealed record Visitor(LectureConnection Connection, JoinedMessage Joined) : IAsyncDisposable
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public Guid Id => Joined.ParticipantId;

    public string Name => Joined.Roster.Single(p => p.Id == Id).Name;

    public RoomId SfuRoom => new(Joined.Room.LectureId);

    public Task<T> CallAsync<T>(string method, params object?[] arguments) => Connection.InvokeAsync<T>(method, Cancellation, arguments);

    public Task CallAsync(string method, params object?[] arguments) => Connection.InvokeAsync(method, Cancellation, arguments);

    public Task<string> RefusalAsync(string method, params object?[] arguments) => Connection.RefusalAsync(method, Cancellation, arguments);

    public Task<T> EventAsync<T>(string name, Func<T, bool>? fits = null) => Connection.EventAsync(name, Cancellation, fits);

    public Task EventAsync(string name) => Connection.EventAsync(name, Cancellation);

    public ValueTask DisposeAsync() => Connection.DisposeAsync();
}
