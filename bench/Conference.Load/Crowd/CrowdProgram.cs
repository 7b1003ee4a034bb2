using System.Diagnostics;
using System.Text.Json;
using Conference.Load.Media;
using Conference.Load.Peers;
using Conference.Load.Servers;
using Conference.Rtc.Dtls;
using Conference.Sfu.Control;

namespace Conference.Load.Crowd;

/// <summary>
/// A hall of people as a process of its own, so that neither its garbage collector nor its tasks stop the load generator's clock. The first line that it reads
/// is its <see cref="CrowdPlan"/>; all come in, and it says "in". At "begin" they chat; at "end" it writes its <see cref="CrowdFigures"/>. It ends with its input.
/// </summary>
internal sealed class CrowdProgram(CrowdPlan plan) : IAsyncDisposable
{
    private const int JoinsAtOnce = 8, ApiClients = 10;
    private static readonly TimeSpan Arrival = TimeSpan.FromSeconds(1);

    private readonly DtlsCertificate _certificate = DtlsCertificate.Create(DateTimeOffset.UtcNow);
    private readonly CrowdMedia _media = new();
    private readonly HttpClient _http = new() { BaseAddress = plan.Address };
    private readonly List<string> _rooms = [];
    private readonly List<Student> _students = [];
    private double _joinSeconds;

    public static async Task RunAsync(TextReader input, TextWriter output, CancellationToken cancellationToken)
    {
        var plan = JsonSerializer.Deserialize<CrowdPlan>((await input.ReadLineAsync(cancellationToken))!)!;
        await using var crowd = new CrowdProgram(plan);
        await crowd.EnterAsync(cancellationToken);
        await output.WriteLineAsync("in");
        if (await input.ReadLineAsync(cancellationToken) is not "begin") return;
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var chatting = crowd.ChatAsync(end.Token);
        await input.ReadLineAsync(cancellationToken);
        await end.CancelAsync();
        await output.WriteLineAsync(JsonSerializer.Serialize(await chatting));
        await input.ReadLineAsync(cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        await Task.WhenAll(_students.Select(student => student.DisposeAsync().AsTask()));
        _media.Dispose();
        _http.Dispose();
        _certificate.Dispose();
    }

    private async Task EnterAsync(CancellationToken cancellationToken)
    {
        _http.DefaultRequestHeaders.Add("X-Conference", "1");
        using var api = new ConferenceApi(plan.Address, plan.AdminToken);
        using var whip = new WhipClient();
        var start = Stopwatch.GetTimestamp();
        for (var i = 0; i < (plan.People + plan.PerRoom - 1) / plan.PerRoom; i++)
        {
            var room = await api.OpenRoomAsync($"crowd {i}", cancellationToken);
            var teacher = new Publisher(_certificate, [new TrackPlan("0", TrackSource.Microphone, (uint)(1 + i))]);
            _media.Add(teacher, (await whip.PostAsync(room.Whip, room.WhipToken, teacher.Offer, cancellationToken)).Answer);
            _rooms.Add(room.Code);
        }

        await Parallel.ForAsync(0, plan.People, new ParallelOptions { MaxDegreeOfParallelism = JoinsAtOnce, CancellationToken = cancellationToken }, async (i, token) =>
        {
            var student = await Student.EnterAsync(_http, _rooms[i / plan.PerRoom], $"Student {i}", _certificate, _media, token);
            lock (_students) _students.Add(student);
        });
        var waited = Stopwatch.StartNew();
        while (_media.Connected < plan.People + _rooms.Count && waited.Elapsed < Arrival * 10) await Task.Delay(20, cancellationToken);
        _joinSeconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    private async Task<CrowdFigures> ChatAsync(CancellationToken end)
    {
        var (chats, requests) = (new CallTimes(), new CallTimes());
        var received = _students.Sum(student => (long)student.ChatReceived);
        var start = Stopwatch.GetTimestamp();
        ApiClient[] clients = [.. Enumerable.Range(0, ApiClients).Select(i => new ApiClient(plan.Address, (byte)(i + 1), _rooms[i % _rooms.Count]))];
        try
        {
            await Task.WhenAll([
                .. _students.Select(student => student.ChatAsync(plan.ChatSeconds, chats, end)),
                .. clients.Select(client => client.AskAsync(plan.RequestsPerSecond / ApiClients, requests, end))]);
        }
        catch (OperationCanceledException) when (end.IsCancellationRequested)
        {
            // That was the end.
        }
        finally
        {
            foreach (var client in clients) client.Dispose();
        }

        var seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        await Task.Delay(Arrival, CancellationToken.None);
        var (chat, request) = (chats.Quantiles(), requests.Quantiles());
        return new CrowdFigures(
            _students.Count, _media.Connected - _rooms.Count, _rooms.Count, _joinSeconds, seconds, chats.Count / seconds,
            (_students.Sum(student => (long)student.ChatReceived) - received) / seconds, chat.P50, chat.P99,
            requests.Count / seconds, request.P50, request.P99, chats.Failures + requests.Failures);
    }
}
