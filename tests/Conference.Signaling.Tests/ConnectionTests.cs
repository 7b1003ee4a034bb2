using System.Text.Json;

namespace Conference.Signaling.Tests;

public sealed class ConnectionTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task No_event_comes_before_the_answer_to_join()
    {
        await using var server = await LectureServer.StartAsync(options => options.ChatBurst = 100_000);
        await using var teacher = await server.JoinTeacherAsync();
        using var enough = new CancellationTokenSource();
        var talking = TalkAsync(teacher, enough.Token);

        for (var i = 0; i < 15; i++)
        {
            await using var newcomer = await RawHubConnection.OpenAsync(server.Hub, Cancellation);
            await newcomer.SendAsync(JoinFrame(server, $"Newcomer {i}"), Cancellation);

            var first = await newcomer.NextAsync(Cancellation);
            Assert.Equal(3, (int?)first["type"]);
            var last = first["result"]!["chat"]!.AsArray().Count;
            JsonElement chat;
            do
            {
                var next = await newcomer.NextAsync(Cancellation);
                chat = next.Deserialize<JsonElement>();
            }
            while (chat.GetProperty("target").GetString() != "ChatMessage");
            Assert.Equal(last + 1, chat.GetProperty("arguments")[0].GetProperty("sequence").GetInt32());
        }

        await enough.CancelAsync();
        await talking;
    }

    [Fact]
    public async Task A_connection_that_falls_silent_is_noticed()
    {
        await using var server = await LectureServer.StartAsync(options =>
        {
            options.KeepAlive = TimeSpan.FromSeconds(0.2);
            options.ClientTimeout = TimeSpan.FromSeconds(5);
        });
        await using var teacher = await server.JoinTeacherAsync();
        await using var silent = await RawHubConnection.OpenAsync(server.Hub, Cancellation);
        await silent.SendAsync(JoinFrame(server, "Silent"), Cancellation); // and from here on it neither reads nor pings

        var seen = await teacher.EventAsync<ParticipantView>("ParticipantChanged", p => p.Name == "Silent");

        Assert.Equal("reconnecting", seen.Connection);
    }

    [Fact]
    public async Task A_connection_that_never_joins_is_closed()
    {
        var time = new ManualTime(DateTimeOffset.UtcNow);
        await using var server = await LectureServer.StartAsync(time: time);
        await using var idle = await server.ConnectAsync();
        await using var student = await server.JoinAsync("Grace");

        time.Advance(TimeSpan.FromSeconds(31));

        await idle.Closed.WaitAsync(TimeSpan.FromSeconds(20), Cancellation);
        await student.CallAsync<ChatView>("SendChat", "still here");
    }

    [Fact]
    public async Task A_stopping_server_takes_nobody_in()
    {
        await using var server = await LectureServer.StartAsync();
        await using var early = await server.ConnectAsync();
        await server.Service.StopAsync(Cancellation);

        Assert.Equal("server-stopping", await early.RefusalAsync("Join", Cancellation, new JoinMessage(server.Token("Late"), null, [])));
    }

    private static async Task TalkAsync(Visitor visitor, CancellationToken enough)
    {
        for (var i = 0; !enough.IsCancellationRequested; i++) await visitor.CallAsync<ChatView>("SendChat", $"{i}");
    }

    private static string JoinFrame(LectureServer server, string name)
    {
        var message = JsonSerializer.Serialize(new JoinMessage(server.Token(name), null, ["VP8"]), JsonSerializerOptions.Web);
        return $$"""{"type":1,"invocationId":"1","target":"Join","arguments":[{{message}}]}""";
    }
}
