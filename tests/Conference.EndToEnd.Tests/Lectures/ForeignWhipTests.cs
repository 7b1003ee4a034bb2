using System.Text.Json.Nodes;
using Conference.EndToEnd.Tests.Browsers;
using Conference.EndToEnd.Tests.Servers;
using Conference.Testing.Media;

namespace Conference.EndToEnd.Tests.Lectures;

/// <summary>
/// WHIP and WHEP by stacks that neither browsers nor we have written: GStreamer's webrtcbin (libnice, OpenSSL, libsrtp) and aiortc (Python throughout). Each
/// publishes what the other plays, and a page sits in between.
/// </summary>
[Collection(LectureHallDefinition.Name)]
public sealed class ForeignWhipTests(LectureHall hall) : IDisposable
{
    private const string GStreamer = "gstreamer.py";
    private const string Aiortc = "aiortc_peer.py";
    private const int Sender = 10;
    private const int Tone = 1700;
    private static readonly TimeSpan Length = TimeSpan.FromSeconds(10);

    private readonly string _folder = Directory.CreateTempSubdirectory("conference-foreign-").FullName;
    private readonly CancellationToken _ct = TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task GStreamer_publishes_h264_that_aiortc_and_a_page_play_and_that_is_recorded()
    {
        await hall.EmptyAsync(_ct);
        using var owner = await hall.Administrator.InviteAsync("teacher", "Emmy Noether", _ct);
        var room = await owner.CreateRoomAsync("A camera in the hall", _ct);
        await using var encoder = await PublishAsync(GStreamer, "H264", owner, room);
        await using var player = await PlayAsync(Aiortc, "H264", owner, room);
        await ShowsAndSoundsAsync("aiortc");

        await using var teacher = new Attendee(await hall.TeacherBrowser.OpenAsync("whip teacher"), owner.Name, hall.Teacher.Sender, hall.Teacher.Tone, hall.Server.Address);
        await teacher.SignInAsync(owner);
        await teacher.EnterAsync(room, _ct);
        var camera = Encoder(teacher);
        await teacher.SeesAsync(camera, _ct);
        await teacher.HearsAsync(camera, _ct);
        await teacher.SeesRosterAsync(_ct, "Encoder", "Player", owner.Name);
        await RecordAsync(teacher, owner, room);

        Assert.Equal(200, (int)(await player.AskAsync("end", [], _ct))!);
        Assert.Equal(200, (int)(await encoder.AskAsync("end", [], _ct))!);
        await teacher.SeesRosterAsync(_ct, owner.Name);
        await teacher.Tab.ClickAsync("end-button", _ct);
        await teacher.Tab.ClickAsync("end-confirm", _ct);
        await teacher.Tab.WaitForAsync("room-ended", _ct);
    }

    [Fact]
    public async Task Aiortc_publishes_vp8_that_gstreamer_and_a_page_play()
    {
        await hall.EmptyAsync(_ct);
        using var owner = await hall.Administrator.InviteAsync("teacher", "Sofia Kovalevskaya", _ct);
        var room = await owner.CreateRoomAsync("Another camera", _ct);
        await using var encoder = await PublishAsync(Aiortc, "VP8", owner, room);
        await using var player = await PlayAsync(GStreamer, "VP8", owner, room);
        await ShowsAndSoundsAsync("GStreamer");

        await using var student = new Attendee(await hall.AnnasBrowser.OpenAsync("whip student"), "Grace", hall.Anna.Sender, hall.Anna.Tone, hall.Server.Address);
        await student.EnterAsync(room, _ct);
        var camera = Encoder(student);
        await student.SeesAsync(camera, _ct);
        await student.HearsAsync(camera, _ct);

        Assert.Equal(200, (int)(await player.AskAsync("end", [], _ct))!);
        Assert.Equal(200, (int)(await encoder.AskAsync("end", [], _ct))!);
        await student.SeesRosterAsync(_ct, "Grace");
        await student.LeaveAsync(_ct);
    }

    private static Attendee Encoder(Attendee viewer) => new(viewer.Tab, "Encoder", Sender, Tone, viewer.Site);

    private async Task<PeerProcess> PublishAsync(string script, string codec, Account owner, string room)
    {
        var devices = await FakeDevices.MakeAsync(_folder, Sender, Tone, _ct);
        var peer = await PeerProcess.StartAsync(script, new { }, _ct);
        await BeginAsync(peer, "publish", "whip", owner, room, new JsonObject { ["codec"] = codec, ["camera"] = devices.Camera, ["microphone"] = devices.Microphone });
        return peer;
    }

    private async Task<PeerProcess> PlayAsync(string script, string codec, Account owner, string room)
    {
        var peer = await PeerProcess.StartAsync(script, new { }, _ct);
        await BeginAsync(peer, "play", "whep", owner, room, new JsonObject { ["codec"] = codec, ["folder"] = _folder });
        return peer;
    }

    private async Task BeginAsync(PeerProcess peer, string method, string use, Account owner, string room, JsonObject values)
    {
        var token = (await owner.PostAsync($"/api/rooms/{room}/tokens", new { use, name = use == "whip" ? "Encoder" : "Player" }, _ct))!;
        values["url"] = (string)token["url"]!;
        values["token"] = (string)token["token"]!;
        var session = (string)(await peer.AskAsync(method, values, _ct))!;
        Assert.Contains($"/{use}/sessions/", session, StringComparison.Ordinal);
    }

    /// <summary>What the player has decoded so far is the encoder's picture, moving, and its tone.</summary>
    private async Task ShowsAndSoundsAsync(string player)
    {
        await Until.ValueAsync(CountPictures, count => count > 40, 30, $"{player} shows the encoder's picture", _ct);
        var heard = await Until.ValueAsync(
            () => new FileInfo(Path.Combine(_folder, "audio")) is { Exists: true, Length: > 96_000 } file
                ? RecordedAudio.ReadAsync(file.FullName, ["-f", "s16le", "-ar", "48000", "-ch_layout", "mono"], _ct)!
                : Task.FromResult<RecordedAudio>(null!),
            audio => audio?.Share(Tone) > 0.8, 30, $"{player} plays the encoder's tone", _ct);
        Assert.True(heard.Duration > 1);
    }

    /// <summary>Pictures of the encoder that differ from the one before.</summary>
    private async Task<int> CountPictures()
    {
        const int width = 160, height = 90;
        var file = Path.Combine(_folder, "video");
        if (!File.Exists(file)) return 0;
        await using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        var picture = new byte[width * height];
        var (count, last) = (0, -1);
        while (await stream.ReadAtLeastAsync(picture, picture.Length, throwOnEndOfStream: false, _ct) == picture.Length)
        {
            if (!TestPattern.TryRead(picture, width, height, out var reading) || reading.Sender != Sender || reading.Counter == last) continue;
            (count, last) = (count + 1, reading.Counter);
        }

        return count;
    }

    private async Task RecordAsync(Attendee teacher, Account owner, string room)
    {
        await teacher.Tab.ClickAsync("record-button", _ct);
        await Until.ValueAsync(() => teacher.AttributeAsync("recording-pill", "data-state", _ct), state => state == "recording", 30, "the page shows that a recording runs", _ct);
        var begun = TimeProvider.System.GetTimestamp();
        await Until.TrueAsync(() => Task.FromResult(TimeProvider.System.GetElapsedTime(begun) >= Length), 30, "the lecture has gone on for a while", _ct);
        await teacher.Tab.ClickAsync("record-button", _ct);
        await teacher.Tab.ClickAsync("record-stop-confirm", _ct);
        var truth = TimeProvider.System.GetElapsedTime(begun).TotalSeconds;
        var ready = await Until.ValueAsync(
            async () => (await owner.GetAsync($"/api/recordings?room={room}", _ct)).AsArray().Single()!,
            listing => (string)listing["state"]! is "ready" or "failed", 60, "the recording is ready", _ct);
        Assert.Equal("ready", (string)ready["state"]!);

        var renditions = (await owner.GetAsync($"/api/recordings/{(string)ready["id"]!}", _ct))["renditions"]!.AsArray();
        var (cameras, voices) = (Of("camera"), Of("voice"));
        Assert.All(cameras, camera =>
        {
            Assert.Equal(("hls", 640, 360), ((string)camera["format"]!, (int)camera["width"]!, (int)camera["height"]!));
            Assert.StartsWith("avc1.42", (string)camera["codecs"]!, StringComparison.Ordinal);
        });
        foreach (var kept in new[] { cameras, voices }) Assert.InRange(kept.Sum(rendition => (double)rendition["durationMs"]!) / 1000, truth - 2, truth + 2);
        string[] cookie = ["-headers", $"Cookie: {owner.Cookie.Name}={owner.Cookie.Value}\r\n"];
        var (shown, frames) = (0, 0);
        foreach (var camera in cameras)
        {
            var video = await RecordedVideo.ReadAsync(Address(camera), cookie, _ct);
            shown += video.Frames.Count(frame => frame.Reading?.Sender == Sender);
            frames += video.Frames.Count;
        }

        Assert.True(shown > 0.9 * frames && shown > 10 * truth, $"{shown} of {frames} frames in {truth:F1} s show the encoder's picture");
        // Of the whole tone 93 to 99 % are found, depending on where the windows fall in its beat; where half of its frames were silence it was 45 %.
        var sound = await RecordedAudio.ReadAsync(Address(voices[0]), cookie, _ct);
        Assert.True(sound.Share(Tone) > 0.9, $"{sound.Share(Tone):P0} of the voice is the encoder's tone");

        // A pause begins another rendition of the same kind.
        List<JsonNode> Of(string kind)
        {
            var found = renditions.Select(rendition => rendition!)
                .Where(rendition => (string)rendition["kind"]! == kind && (string?)rendition["participant"] == "Encoder").ToList();
            Assert.True(found.Count > 0, $"none of kind {kind} in {renditions.ToJsonString()}");
            return found;
        }

        string Address(JsonNode rendition) => new Uri(hall.Server.Address, (string)rendition["playlist"]!).ToString();
    }
}
