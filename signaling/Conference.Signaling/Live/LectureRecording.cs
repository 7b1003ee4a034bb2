using Conference.Rooms.Model;
using Conference.Signaling.Messages;

namespace Conference.Signaling.Live;

/// <summary>Asks for a lecture's recording, marks its chapters and shows everybody what its row says; a recorder does the work. Owned by the room's queue.</summary>
internal sealed class LectureRecording(
    Lecture lecture, Room room, RoomCommands commands, StorageLane storage, Roster roster, Attendance attendance, LiveRoomContext context)
{
    private const int LongestChapterTitle = 100;

    private bool _hasBegun;
    private bool _wasAskedFor;

    /// <summary>What the people in the room see.</summary>
    public RecordingView View { get; private set; } = RecordingStatus.None;

    public async Task LoadAsync()
    {
        var current = await context.Stores.Recordings.CurrentAsync(lecture.Id, context.Stopping);
        _wasAskedFor = current is not null;
        View = RecordingStatus.View(current);
    }

    /// <summary>A teacher has come in or somebody sends: from now on there may be something to record.</summary>
    public void Begin()
    {
        _hasBegun = true;
        ObeyPolicy();
    }

    /// <summary>
    /// Begins the recording of a lecture that is recorded without being asked; only once in a lecture, so that what a teacher stopped stays stopped, also
    /// after a restart. The request is not lost while the database is away.
    /// </summary>
    public void ObeyPolicy()
    {
        if (!_hasBegun || _wasAskedFor || room.RecordingMode != RecordingMode.Automatic) return;
        _wasAskedFor = true;
        storage.PostUntilKept(
            "automatic recording",
            async () =>
            {
                var recordings = context.Stores.Recordings;
                if (await recordings.CurrentAsync(lecture.Id, context.Stopping) is null && await recordings.RequestAsync(lecture.Id, room.OwnerId, context.Stopping) is { } requested)
                    Show(requested);
            },
            context.Stopping);
    }

    /// <exception cref="RoomException"><see cref="RoomError.RecordingOff"/>, <see cref="RoomError.RecordingRunning"/>.</exception>
    public async Task StartAsync(Participant participant, ParticipantLink link)
    {
        await commands.RunAsync(() =>
        {
            commands.RequireManager(participant, link);
            if (room.RecordingMode == RecordingMode.Off) throw new RoomException(RoomError.RecordingOff, "The lectures of this room are not recorded.");
        });
        await storage.RunAsync(async () =>
        {
            Show(await context.Stores.Recordings.RequestAsync(lecture.Id, participant.PersonId ?? participant.Id, context.Stopping)
                ?? throw new RoomException(RoomError.RecordingRunning, "A recording is running already."));
            return true;
        });
    }

    /// <exception cref="RoomException"><see cref="RoomError.RecordingNotRunning"/>.</exception>
    public Task StopAsync(Participant participant, ParticipantLink link) => TurnAsync(
        participant, link, async (id, stopping) => await context.Stores.Recordings.RequestStopAsync(id, stopping) ? true : null, NotRunning);

    /// <exception cref="RoomException"><see cref="RoomError.RecordingNotRunning"/>, <see cref="RoomError.RecordingPaused"/>.</exception>
    public Task PauseAsync(Participant participant, ParticipantLink link) => TurnAsync(
        participant, link, context.Stores.Recordings.PauseAsync, () => new RoomException(RoomError.RecordingPaused, "The recording is paused already."));

    /// <exception cref="RoomException"><see cref="RoomError.RecordingNotRunning"/>, <see cref="RoomError.RecordingNotPaused"/>.</exception>
    public Task ResumeAsync(Participant participant, ParticipantLink link) => TurnAsync(
        participant, link, context.Stores.Recordings.ResumeAsync, () => new RoomException(RoomError.RecordingNotPaused, "The recording is not paused."));

    /// <summary>Keeps a chapter mark; only while something is recorded, since nobody could find it otherwise.</summary>
    public async Task<ChapterView> MarkAsync(Participant participant, ParticipantLink link, MarkMessage message)
    {
        var at = context.Time.GetUtcNow() - TimeSpan.FromMilliseconds(message.AgoMilliseconds);
        var title = DisplayName.Clean(message.Title ?? "", LongestChapterTitle);
        await commands.RunAsync(() =>
        {
            commands.RequireManager(participant, link);
            commands.RequireAllowance(participant);
            if (View.State is not ("starting" or "recording")) throw NotRunning();
        });
        return await storage.RunAsync(async () =>
        {
            await attendance.StoreAsync(participant);
            return Wire.Chapter(await context.Stores.Chapters.AddAsync(lecture.Id, participant.Id, title.Length == 0 ? null : title, at, context.Stopping));
        });
    }

    /// <summary>The row has changed: shows what it says now.</summary>
    public void Refresh() => storage.Post("recording state", ShowCurrentAsync);

    /// <param name="turn">Null when there is nothing to turn, false when it is so already.</param>
    private async Task TurnAsync(Participant participant, ParticipantLink link, Func<Guid, CancellationToken, Task<bool?>> turn, Func<RoomException> isSo)
    {
        await commands.RunAsync(() => commands.RequireManager(participant, link));
        await storage.RunAsync(async () =>
        {
            switch (await turn(lecture.Id, context.Stopping))
            {
                case null: throw NotRunning();
                case false: throw isSo();
            }

            await ShowCurrentAsync();
            return true;
        });
    }

    private async Task ShowCurrentAsync() => Show(await context.Stores.Recordings.CurrentAsync(lecture.Id, context.Stopping));

    /// <summary>Called from the storage lane: the change takes its turn in the room's queue.</summary>
    private void Show(Recording? recording) => commands.Post(() =>
    {
        var view = RecordingStatus.View(recording);
        if (view == View) return;
        View = view;
        roster.SendAll(client => client.RecordingChanged(view));
    });

    private static RoomException NotRunning() => new(RoomError.RecordingNotRunning, "No recording is running.");
}
