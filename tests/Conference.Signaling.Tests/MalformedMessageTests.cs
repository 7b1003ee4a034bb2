using System.Net.WebSockets;
using System.Text;
using System.Text.Json;

namespace Conference.Signaling.Tests;

public sealed class MalformedMessageTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("SendChat", "[]")]
    [InlineData("SendChat", "[null]")]
    [InlineData("SendChat", "[1]")]
    [InlineData("SendChat", """["a","b"]""")]
    [InlineData("SendChat", """["\ud800"]""")]
    [InlineData("Answer", "[{}]")]
    [InlineData("Answer", """[{"offerId":"1","sdp":"v=0"}]""")]
    [InlineData("Answer", """[{"offerId":1,"sdp":null}]""")]
    [InlineData("Answer", """[{"sdp":"v=0"}]""")]
    [InlineData("Publish", """[{"sdp":"v=0"}]""")]
    [InlineData("Publish", """[{"sdp":"v=0","sections":[null]}]""")]
    [InlineData("Publish", """[{"sdp":"v=0","sections":[{"mid":"0","source":"Camera"}]}]""")]
    [InlineData("Publish", """[{"sdp":"v=0","sections":[{"mid":"","source":"camera"}]}]""")]
    [InlineData("SetMediaState", """[{"microphoneOn":true,"cameraOn":false}]""")]
    [InlineData("SetMediaState", """[{"microphoneOn":1,"cameraOn":false,"screenOn":false}]""")]
    [InlineData("SetSwitches", """[{"studentsMaySpeak":"yes"}]""")]
    [InlineData("Join", """[{"token":null,"resumeKey":null,"receives":[]}]""")]
    [InlineData("NoSuchMethod", "[]")]
    [InlineData("Refuse", """["me"]""")]
    [InlineData("Dispose", "[]")]
    public async Task A_call_of_the_wrong_shape_is_a_bad_message_and_the_connection_goes_on(string method, string arguments)
    {
        await using var server = await LectureServer.StartAsync();
        await using var connection = await RawHubConnection.OpenAsync(server.Hub, Cancellation);
        await JoinAsync(server, connection);

        await connection.SendAsync($$"""{"type":1,"invocationId":"9","target":"{{method}}","arguments":{{arguments}}}""", Cancellation);

        var answer = await connection.AnswerAsync("9", Cancellation);
        Assert.Contains("HubException: bad-message: ", (string?)answer["error"], StringComparison.Ordinal);
        await StillWorksAsync(connection);
    }

    [Theory]
    [InlineData("this is not JSON")]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"type":1}""")]
    [InlineData("""{"type":"1","target":"Leave","arguments":[]}""")]
    [InlineData("""{"type":2,"invocationId":"5","item":1}""")]
    [InlineData("""{"type":3,"invocationId":"5","result":1}""")]
    [InlineData("""{"type":5,"invocationId":"5"}""")]
    [InlineData("""{"type":77,"whatever":true}""")]
    public async Task A_frame_that_is_no_call_is_passed_over(string frame)
    {
        await using var server = await LectureServer.StartAsync();
        await using var connection = await RawHubConnection.OpenAsync(server.Hub, Cancellation);
        await JoinAsync(server, connection);

        await connection.SendAsync(frame, Cancellation);

        await StillWorksAsync(connection);
    }

    [Fact]
    public async Task A_stream_is_refused_by_name()
    {
        await using var server = await LectureServer.StartAsync();
        await using var connection = await RawHubConnection.OpenAsync(server.Hub, Cancellation);

        await connection.SendAsync("""{"type":4,"invocationId":"4","target":"Leave","arguments":[]}""", Cancellation);

        Assert.Contains("bad-message: ", (string?)(await connection.AnswerAsync("4", Cancellation))["error"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_large_description_passes_and_a_message_beyond_the_limit_ends_its_connection_only()
    {
        await using var server = await LectureServer.StartAsync();
        await using var teacher = await server.JoinTeacherAsync();
        await using var student = await server.JoinAsync("Grace");

        await student.CallAsync<PublishedMessage>("Publish", new PublishMessage("v=0" + new string('x', 120 * 1024), []));
        Assert.Equal("bad-message", await student.RefusalAsync("Publish", new PublishMessage("v=0" + new string('x', 130 * 1024), [])));
        await student.CallAsync("Answer", new AnswerMessage(1, "v=0" + new string('x', 380 * 1024)));
        Assert.Equal("bad-message", await student.RefusalAsync("Answer", new AnswerMessage(1, "v=0" + new string('x', 390 * 1024))));
        await Assert.ThrowsAnyAsync<Exception>(() => student.CallAsync<PublishedMessage>("Publish", new PublishMessage(new string('x', 600 * 1024), [])));

        await teacher.EventAsync<ParticipantView>("ParticipantChanged", p => p.Id == student.Id && p.Connection == "reconnecting");
        await teacher.CallAsync<ChatView>("SendChat", "undisturbed");
    }

    [Fact]
    public async Task Ten_thousand_mutated_messages_on_one_connection_do_not_disturb_another()
    {
        await using var server = await LectureServer.StartAsync(options => options.ChatBurst = 100_000);
        await using var teacher = await server.JoinTeacherAsync();
        string[] seeds =
        [
            $$"""{"type":1,"invocationId":"1","target":"Join","arguments":[{{Json(new JoinMessage(server.Token("Mutant"), null, ["VP9"]))}}]}""",
            """{"type":1,"invocationId":"2","target":"Publish","arguments":[{"sdp":"v=0\r\n","sections":[{"mid":"0","source":"microphone"}]}]}""",
            """{"type":1,"invocationId":"3","target":"Answer","arguments":[{"offerId":1,"sdp":"v=0\r\n"}]}""",
            """{"type":1,"invocationId":"4","target":"SetMediaState","arguments":[{"microphoneOn":true,"cameraOn":false,"screenOn":false}]}""",
            """{"type":1,"invocationId":"5","target":"SendChat","arguments":["mutated"]}""",
            """{"type":1,"invocationId":"6","target":"SetSwitches","arguments":[{"studentsMaySpeak":true,"studentsMayShowCamera":null}]}""",
            """{"type":1,"invocationId":"7","target":"StartRecording","arguments":[]}""",
            """{"type":1,"invocationId":"8","target":"EndLecture","arguments":[]}""",
            """{"type":1,"invocationId":"9","target":"Resubscribe","arguments":[]}""",
        ];
        var random = new Random(20260902);
        var connections = 0;
        RawHubConnection? mutant = null;
        Task? drain = null;
        var sent = 0;
        var chats = 0;
        while (sent < 10_000)
        {
            if (mutant is not { State: WebSocketState.Open })
            {
                mutant = await RawHubConnection.OpenAsync(server.Hub, Cancellation);
                drain = DrainAsync(mutant);
                connections++;
                await mutant.SendAsync(seeds[0], Cancellation);
            }

            try
            {
                await mutant.SendAsync(Mutate(random, seeds[random.Next(seeds.Length)]), Cancellation);
                sent++;
            }
            catch (WebSocketException)
            {
                continue; // A mutation said goodbye (type 7, or the server's answer to it).
            }

            if (sent % 250 == 0)
            {
                chats++;
                Assert.Equal($"{sent}", (await teacher.CallAsync<ChatView>("SendChat", $"{sent}")).Text);
            }
        }

        await mutant!.DisposeAsync();
        await drain!;
        Assert.Equal(40, chats);
        Assert.True(connections < 200, $"{connections} connections were needed");
        Assert.DoesNotContain(teacher.Connection.Events, e => e.Name is "LectureEnded" or "RecordingChanged" or "RoomChanged" or "TransportClosed");
        await using var student = await server.JoinAsync("Grace");
        Assert.Equal(chats, student.Joined.Chat.Count(message => message.ParticipantId == teacher.Id));
    }

    private static async Task DrainAsync(RawHubConnection connection)
    {
        try
        {
            while (true) await connection.NextAsync(Cancellation);
        }
        catch (Exception exception) when (exception is WebSocketException or JsonException or ObjectDisposedException or OperationCanceledException)
        {
            // The connection is over.
        }
    }

    private static string Mutate(Random random, string seed)
    {
        var text = new StringBuilder(seed);
        for (var change = random.Next(1, 5); change > 0; change--)
        {
            var at = random.Next(text.Length);
            switch (random.Next(5))
            {
                case 0: text[at] = (char)random.Next(32, 127); break;
                case 1: text.Remove(at, Math.Min(random.Next(1, 8), text.Length - at)); break;
                case 2: text.Insert(at, seed.AsSpan(random.Next(seed.Length - 4), 4)); break;
                case 3: text.Insert(at, (char)random.Next(1, 0x2FF)); break;
                default: text[at] = "{}[]\":,0"[random.Next(8)]; break;
            }

            if (text.Length == 0) break;
        }

        return text.ToString();
    }

    private static string Json<T>(T value) => JsonSerializer.Serialize(value, JsonSerializerOptions.Web);

    private static async Task JoinAsync(LectureServer server, RawHubConnection connection)
    {
        await connection.SendAsync(
            $$"""{"type":1,"invocationId":"1","target":"Join","arguments":[{{Json(new JoinMessage(server.Token("Raw"), null, ["VP8"]))}}]}""", Cancellation);
        Assert.Null((await connection.AnswerAsync("1", Cancellation))["error"]);
    }

    private static async Task StillWorksAsync(RawHubConnection connection)
    {
        await connection.SendAsync("""{"type":1,"invocationId":"10","target":"SendChat","arguments":["still here"]}""", Cancellation);
        Assert.Equal("still here", (string?)(await connection.AnswerAsync("10", Cancellation))["result"]!["text"]);
    }
}
