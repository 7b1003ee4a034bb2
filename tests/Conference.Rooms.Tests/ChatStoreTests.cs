namespace Conference.Rooms.Tests;

public sealed class ChatStoreTests(StorageFixture storage) : IClassFixture<StorageFixture>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Messages_written_at_once_are_numbered_without_gap_or_double()
    {
        var lecture = await storage.StartLectureAsync();
        var author = Guid.NewGuid();
        await storage.Lectures.AddParticipantAsync(lecture.Id, author, "Ann", ParticipantRole.Student, null, Cancellation);

        await Task.WhenAll(Enumerable.Range(0, 40).Select(i =>
            storage.Chat.AppendAsync(lecture.Id, author, "Ann", ParticipantRole.Student, $"'); DROP TABLE chat_messages; -- {i}", Cancellation)));

        var messages = await storage.Chat.ListAsync(lecture.Id, Cancellation);
        Assert.Equal(Enumerable.Range(1, 40), messages.Select(message => message.Sequence));
        Assert.Equal(40, messages.Select(message => message.Text).Distinct().Count());
    }
}
