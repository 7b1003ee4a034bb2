namespace Conference.Signaling.Tests;

public sealed class ChatTests
{
    [Fact]
    public async Task Chat_is_complete_and_in_order_for_a_latecomer_under_concurrent_senders()
    {
        const int Senders = 4, Each = 40;
        await using var server = await LectureServer.StartAsync();
        var senders = await Task.WhenAll(Enumerable.Range(0, Senders).Select(i => server.JoinAsync($"Sender {i}")));

        var sending = Task.WhenAll(senders.Select(async (sender, index) =>
        {
            for (var i = 0; i < Each; i++) await sender.CallAsync<ChatView>("SendChat", $"{index}:{i}");
        }));
        await senders[0].EventAsync<ChatView>("ChatMessage", message => message.Sequence == Each);
        await using var latecomer = await server.JoinAsync("Latecomer");
        await sending;

        const int All = Senders * Each;
        await latecomer.EventAsync<ChatView>("ChatMessage", message => message.Sequence == All);
        List<ChatView> seen = [.. latecomer.Joined.Chat, .. Chat(latecomer)];
        Assert.NotEmpty(latecomer.Joined.Chat);
        Assert.Equal(Enumerable.Range(1, All), seen.Select(message => message.Sequence));
        for (var index = 0; index < Senders; index++)
        {
            Assert.Equal(
                Enumerable.Range(0, Each).Select(i => $"{index}:{i}"),
                seen.Where(message => message.ParticipantId == senders[index].Id).Select(message => message.Text));
        }

        foreach (var sender in senders)
        {
            await sender.EventAsync<ChatView>("ChatMessage", message => message.Sequence == All);
            Assert.Equal(seen.Select(message => message.Id), Chat(sender).Select(message => message.Id));
            await sender.DisposeAsync();
        }
    }

    [Fact]
    public async Task A_message_comes_to_everybody_as_it_was_written()
    {
        await using var server = await LectureServer.StartAsync();
        await using var teacher = await server.JoinTeacherAsync();
        await using var student = await server.JoinAsync("Grace");

        var sent = await student.CallAsync<ChatView>("SendChat", " <b>Почему</b>\n👩‍🏫\0 ");

        Assert.Equal((1, student.Id, "Grace", "student", "<b>Почему</b>\n👩‍🏫"), (sent.Sequence, sent.ParticipantId, sent.Author, sent.Role, sent.Text));
        Assert.Equal(sent, await teacher.EventAsync<ChatView>("ChatMessage"));
        Assert.Equal(sent, await student.EventAsync<ChatView>("ChatMessage"));
    }

    [Fact]
    public async Task Empty_and_endless_messages_are_refused_by_name()
    {
        await using var server = await LectureServer.StartAsync();
        await using var student = await server.JoinAsync("Grace");

        Assert.Equal("chat-empty", await student.RefusalAsync("SendChat", " \r\n\u0007 "));
        Assert.Equal("chat-too-long", await student.RefusalAsync("SendChat", new string('x', 4001)));
        Assert.Equal(4000, (await student.CallAsync<ChatView>("SendChat", new string('x', 4000))).Text.Length);
    }

    [Fact]
    public async Task Who_sends_too_fast_is_slowed_and_nobody_else()
    {
        var time = new ManualTime(DateTimeOffset.UtcNow);
        await using var server = await LectureServer.StartAsync(options => options.ChatBurst = 2, time);
        await using var hasty = await server.JoinAsync("Hasty");
        await using var calm = await server.JoinAsync("Calm");

        await hasty.CallAsync<ChatView>("SendChat", "1");
        await hasty.CallAsync<ChatView>("SendChat", "2");
        Assert.Equal("too-fast", await hasty.RefusalAsync("SendChat", "3"));
        await calm.CallAsync<ChatView>("SendChat", "a");
        time.Advance(TimeSpan.FromSeconds(1));
        await hasty.CallAsync<ChatView>("SendChat", "3");
    }

    [Fact]
    public async Task A_full_chat_refuses_students_and_hears_the_teacher()
    {
        await using var server = await LectureServer.StartAsync(options => options.MaximumChatCharacters = 10);
        await using var teacher = await server.JoinTeacherAsync();
        await using var student = await server.JoinAsync("Grace");

        await student.CallAsync<ChatView>("SendChat", "123456");
        Assert.Equal("chat-full", await student.RefusalAsync("SendChat", "78901"));
        await student.CallAsync<ChatView>("SendChat", "7890");
        await teacher.CallAsync<ChatView>("SendChat", "Enough.");

        await using var late = await server.JoinAsync("Late");
        Assert.Equal(["123456", "7890", "Enough."], late.Joined.Chat.Select(message => message.Text));
    }

    private static IEnumerable<ChatView> Chat(Visitor visitor) =>
        visitor.Connection.Events.Where(e => e.Name == "ChatMessage").Select(e => e.Read<ChatView>());
}
