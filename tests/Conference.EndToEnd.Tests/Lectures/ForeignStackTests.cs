using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using Conference.EndToEnd.Tests.Browsers;
using Conference.Testing.Media;

namespace Conference.EndToEnd.Tests.Lectures;

/// <summary>werift, a WebRTC stack in TypeScript that neither browsers nor we have written, and that knows VP8 alone.</summary>
[Collection(LectureHallDefinition.Name)]
public sealed class ForeignStackTests(LectureHall hall)
{
    private const int Sender = 9;
    private const int Tone = 1500;

    private readonly CancellationToken _ct = TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_foreign_stack_publishes_and_receives_and_obeys_no_switch_but_the_servers()
    {
        await hall.GatherAsync(_ct);
        // Its encoder runs on the same processor as everybody's.
        await hall.Boris.LeaveAsync(_ct);
        await hall.Anna.TurnOffAsync("camera-button", _ct);
        var folder = Directory.CreateTempSubdirectory("conference-foreign-").FullName;
        var devices = await FakeDevices.MakeAsync(folder, Sender, Tone, _ct);
        using var guest = new HttpClient { BaseAddress = hall.Server.Address };
        guest.DefaultRequestHeaders.Add("X-Conference", "1");
        var ticket = await JoinAsync(guest);
        var hub = new Uri(hall.Server.Address, (string)ticket["hub"]!);
        await using var peer = await PeerProcess.StartAsync("werift.mjs", new { Hub = hub.ToString(), Token = (string)ticket["token"]! }, _ct);

        // It comes in; everybody turns to the one codec that it knows.
        var joined = (await peer.AskAsync("join", [], _ct))!;
        var teacherId = (string)joined["roster"]!.AsArray().Single(entry => (string)entry!["name"]! == hall.Teacher.Name)!["id"]!;
        var key = $"{teacherId}/camera";
        await Until.ValueAsync(async () => (int?)(await peer.AskAsync("state", [], _ct))!["received"]![key] ?? 0, packets => packets > 20, 30, "it receives the teacher's camera", _ct);
        Assert.True(await ShowsTeacherAsync(peer, key, folder), "what it received does not decode to the teacher's picture");
        await hall.Anna.SeesAsync(hall.Teacher, _ct);

        // It publishes what ffmpeg codes.
        int videoPort = FreeUdpPort(), audioPort = FreeUdpPort();
        using var video = Code("-stream_loop", "-1", "-f", "mjpeg", "-framerate", "25", "-i", devices.Camera, "-vf", "scale=320:180,fps=10", "-c:v", "libvpx", "-deadline", "realtime", "-cpu-used", "8",
            "-b:v", "200k", "-g", "10", "-payload_type", "96", "-f", "rtp", $"rtp://127.0.0.1:{videoPort}?pkt_size=1200");
        using var audio = Code("-stream_loop", "-1", "-i", devices.Microphone, "-c:a", "libopus", "-b:a", "32k", "-payload_type", "111", "-f", "rtp", $"rtp://127.0.0.1:{audioPort}?pkt_size=1200");
        try
        {
            await peer.AskAsync("publish", new JsonObject { ["videoPort"] = videoPort, ["audioPort"] = audioPort }, _ct);
            var foreigner = new Attendee(hall.Teacher.Tab, "werift", Sender, Tone, hall.Server.Address);
            await hall.Teacher.SeesAsync(foreigner, _ct);
            await hall.Teacher.HearsAsync(foreigner, _ct);

            // It goes on speaking after the switch was turned: the server lets nothing through.
            await hall.Teacher.SwitchAsync("switch-speak", false, _ct);
            await Until.ValueAsync(() => hall.Teacher.Tab.EvaluateAsync<double>("probe.loudness()", _ct), loudness => loudness < 0.001, 15, "the teacher hears nobody", _ct);
            await hall.Teacher.SwitchAsync("switch-speak", true, _ct);
            await hall.Teacher.Tab.EvaluateAsync<bool>("probe.hush() ?? true", _ct);
            await hall.Teacher.HearsAsync(foreigner, _ct);
        }
        finally
        {
            video.Kill();
            audio.Kill();
        }
        await peer.AskAsync("leave", [], _ct);
        await hall.Teacher.SeesRosterAsync(_ct, hall.Teacher.Name, hall.Anna.Name);
        Directory.Delete(folder, recursive: true);
    }

    private async Task<JsonNode> JoinAsync(HttpClient guest)
    {
        using var content = new StringContent("""{"name":"werift"}""", System.Text.Encoding.UTF8, "application/json");
        using var answer = await guest.PostAsync(new Uri($"/api/rooms/{hall.Room}/join", UriKind.Relative), content, _ct);
        answer.EnsureSuccessStatusCode();
        return JsonNode.Parse(await answer.Content.ReadAsStringAsync(_ct))!;
    }

    /// <summary>Has ffmpeg decode what the peer passes on, and reads the pictures.</summary>
    private async Task<bool> ShowsTeacherAsync(PeerProcess peer, string key, string folder)
    {
        var port = FreeUdpPort();
        var description = Path.Combine(folder, "received.sdp");
        await File.WriteAllTextAsync(description, $"v=0\no=- 0 0 IN IP4 127.0.0.1\ns=-\nc=IN IP4 127.0.0.1\nt=0 0\nm=video {port} RTP/AVP 96\na=rtpmap:96 VP8/90000\n", _ct);
        var pictures = Ffmpeg.ReadAsync("ffmpeg",
            ["-protocol_whitelist", "file,udp,rtp", "-i", description, "-frames:v", "20", "-vf", "scale=160:90", "-pix_fmt", "gray", "-f", "rawvideo", "pipe:1"], _ct);
        // ffmpeg tells nobody when its port is open, so key frames are asked for until it has its pictures.
        await Until.TrueAsync(async () =>
        {
            await peer.AskAsync("forward", new JsonObject { ["key"] = key, ["port"] = port }, _ct);
            await Task.WhenAny(pictures, Task.Delay(1000, _ct));
            return pictures.IsCompleted;
        }, 30, "ffmpeg has decoded what the peer received", _ct);
        var bytes = await pictures;
        var readings = Enumerable.Range(0, bytes.Length / (160 * 90))
            .Select(i => TestPattern.TryRead(bytes.AsSpan(i * 160 * 90, 160 * 90), 160, 90, out var reading) ? reading.Sender : -1);
        return readings.Count(sender => sender == hall.Teacher.Sender) > 10;
    }

    private static Process Code(params string[] arguments) =>
        Process.Start(new ProcessStartInfo("ffmpeg", ["-hide_banner", "-loglevel", "error", "-re", .. arguments]) { RedirectStandardOutput = true })!;

    private static int FreeUdpPort()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }
}
