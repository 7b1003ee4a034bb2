using Conference.Rooms.Model;
using Conference.Rooms.Storage;
using Conference.Signaling.Messages;

namespace Conference.Signaling.Live;

/// <summary>Asks for a lecture's recording and follows its row; a recorder does the work.</summary>
/// <param name="changed">Told the row, from the storage lane, after each look at it.</param>
internal sealed class LectureRecording(StorageLane storage, RecordingStore store, Action<Recording?> changed, CancellationToken stopping)
{
    private bool _wasAskedFor;

    /// <summary>What the people in the room see; written by the room's queue.</summary>
    public RecordingView View { get; private set; } = RecordingStatus.None;

    /// <summary>It was asked for, is not paused and was not yet asked to stop.</summary>
    public bool IsRunning => View.State is "starting" or "recording";

    public async Task LoadAsync(Guid lectureId)
    {
        var current = await store.CurrentAsync(lectureId, stopping);
        _wasAskedFor = current is not null;
        TryShow(current);
    }

    /// <summary>False when the row says nothing new.</summary>
    public bool TryShow(Recording? recording)
    {
        var view = RecordingStatus.View(recording);
        if (view == View) return false;
        View = view;
        return true;
    }

    /// <summary>
    /// Begins the recording of a lecture that is recorded without being asked; only once in a lecture, so that what a teacher stopped stays stopped, also
    /// after a restart. The request is not lost while the database is away.
    /// </summary>
    public void BeginByItself(Guid lectureId, Guid ownerId)
    {
        if (_wasAskedFor) return;
        _wasAskedFor = true;
        storage.PostUntilKept(
            "automatic recording",
            async () =>
            {
                if (await store.CurrentAsync(lectureId, stopping) is null && await store.RequestAsync(lectureId, ownerId, stopping) is { } requested) changed(requested);
            },
            stopping);
    }

    /// <exception cref="RoomException"><see cref="RoomError.RecordingRunning"/>.</exception>
    public Task StartAsync(Guid lectureId, Guid requestedBy) => storage.RunAsync(async () =>
    {
        changed(await store.RequestAsync(lectureId, requestedBy, stopping)
            ?? throw new RoomException(RoomError.RecordingRunning, "A recording is running already."));
        return true;
    });

    /// <exception cref="RoomException"><see cref="RoomError.RecordingNotRunning"/>.</exception>
    public Task StopAsync(Guid lectureId) => storage.RunAsync(async () =>
    {
        if (!await store.RequestStopAsync(lectureId, stopping)) throw new RoomException(RoomError.RecordingNotRunning, "No recording is running.");
        changed(await store.CurrentAsync(lectureId, stopping));
        return true;
    });

    /// <exception cref="RoomException"><see cref="RoomError.RecordingNotRunning"/>, <see cref="RoomError.RecordingPaused"/>.</exception>
    public Task PauseAsync(Guid lectureId) => TurnAsync(
        lectureId, store.PauseAsync, () => new RoomException(RoomError.RecordingPaused, "The recording is paused already."));

    /// <exception cref="RoomException"><see cref="RoomError.RecordingNotRunning"/>, <see cref="RoomError.RecordingNotPaused"/>.</exception>
    public Task ResumeAsync(Guid lectureId) => TurnAsync(
        lectureId, store.ResumeAsync, () => new RoomException(RoomError.RecordingNotPaused, "The recording is not paused."));

    public void Refresh(Guid lectureId) => storage.Post("recording state", async () => changed(await store.CurrentAsync(lectureId, stopping)));

    private Task<bool> TurnAsync(Guid lectureId, Func<Guid, CancellationToken, Task<bool?>> turn, Func<RoomException> isSo) => storage.RunAsync(async () =>
    {
        switch (await turn(lectureId, stopping))
        {
            case null: throw new RoomException(RoomError.RecordingNotRunning, "No recording is running.");
            case false: throw isSo();
        }

        changed(await store.CurrentAsync(lectureId, stopping));
        return true;
    });
}
