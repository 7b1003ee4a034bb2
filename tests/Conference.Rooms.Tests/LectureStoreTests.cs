namespace Conference.Rooms.Tests;

public sealed class LectureStoreTests(StorageFixture storage) : IClassFixture<StorageFixture>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Twenty_starts_at_once_give_one_lecture()
    {
        var room = await storage.AddRoomAsync();

        var lectures = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => storage.Lectures.StartOrGetAsync(room.Id, Cancellation)));

        Assert.Single(lectures.Select(lecture => lecture.Id).Distinct());
        Assert.Equal(room.Code, lectures[0].Room!.Code);
        Assert.Contains(await storage.Lectures.ListRunningAsync(Cancellation), lecture => lecture.Id == lectures[0].Id);
    }

    [Fact]
    public async Task After_the_end_the_room_starts_another_lecture()
    {
        var first = await storage.StartLectureAsync();

        Assert.True(await storage.Lectures.EndAsync(first.Id, Cancellation));
        Assert.False(await storage.Lectures.EndAsync(first.Id, Cancellation));

        Assert.NotEqual(first.Id, (await storage.Lectures.StartOrGetAsync(first.RoomId, Cancellation)).Id);
        Assert.NotNull((await storage.Lectures.FindAsync(first.Id, Cancellation))!.EndedAt);
    }

    [Fact]
    public async Task Participants_leave_and_have_left_when_the_lecture_ends()
    {
        var lecture = await storage.StartLectureAsync();
        var id = Guid.NewGuid();
        await storage.Lectures.AddParticipantAsync(lecture.Id, id, "Ann", ParticipantRole.Student, null, Cancellation);

        Assert.True(await storage.Lectures.MarkLeftAsync(id, Cancellation));
        await storage.Lectures.AddParticipantAsync(lecture.Id, Guid.NewGuid(), "Анна 🎓", ParticipantRole.Student, null, Cancellation);
        var left = await ListAsync();
        Assert.NotNull(left["Ann"]);
        Assert.Null(left["Анна 🎓"]);
        await storage.Lectures.EndAsync(lecture.Id, Cancellation);
        var ended = await ListAsync();
        Assert.Equal(left["Ann"], ended["Ann"]);
        Assert.NotNull(ended["Анна 🎓"]);
        Assert.False(await storage.Lectures.MarkLeftAsync(Guid.NewGuid(), Cancellation));

        async Task<Dictionary<string, DateTimeOffset?>> ListAsync() =>
            (await storage.Lectures.ListParticipantsAsync(lecture.Id, Cancellation)).ToDictionary(p => p.Name, p => p.LeftAt);
    }
}
