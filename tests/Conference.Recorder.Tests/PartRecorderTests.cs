using System.Globalization;
using System.Security.Cryptography;
using Conference.Recorder.Tests.Media;
using Conference.Rooms.Model;
using Conference.Sfu.Control;

namespace Conference.Recorder.Tests;

/// <summary>RTP in, renditions in the store out.</summary>
public sealed class PartRecorderTests : IDisposable
{
    private const long Second = 1_000_000;
    private readonly RecordedPart _part = new();

    [Theory]
    [InlineData("VP9", "vp9", "vp09.00.", RenditionFormat.Hls)]
    [InlineData("H264", "h264", "avc1.42", RenditionFormat.Hls)]
    [InlineData("AV1", "av1", "av01.0.", RenditionFormat.Hls)]
    [InlineData("VP8", "vp8", "vp8", RenditionFormat.WebM)]
    public async Task A_camera_is_kept_whole_in_every_codec(string codec, string probed, string codecs, RenditionFormat format)
    {
        var ann = new Publisher { Jitter = 60_000 };
        ann.Add(TrackSource.Camera, codec, Encoded.Timed(await Encoded.VideoAsync(codec, 10), 5 * Second));

        await _part.RecordAsync(4 * Second, 17 * Second, ann);

        var camera = _part.Single(RenditionKind.Camera);
        Assert.StartsWith(codecs, camera.Codecs, StringComparison.Ordinal);
        Assert.Equal((format, 320, 180, ann.Id.Value), (camera.Format, camera.Width, camera.Height, camera.ParticipantId!.Value));
        Assert.InRange(camera.DurationMilliseconds, 9_950, 10_050);
        Assert.InRange(camera.StartMilliseconds, 1000, 1100);
        var file = await _part.AssembleAsync(camera);
        Assert.Equal([$"{probed},320,180,250"], await Tool.ProbeAsync(file, "stream=codec_name,width,height,nb_read_packets", "-count_packets"));
        Assert.Equal("", await Tool.DecodeErrorsAsync(file));
        var mix = _part.Single(RenditionKind.Mix);
        Assert.Equal((0L, 13_000L), (mix.StartMilliseconds, mix.DurationMilliseconds));
    }

    [Theory]
    [InlineData("VP9")]
    [InlineData("AV1")]
    [InlineData("H264")]
    public async Task The_pictures_say_how_they_mean_colours_as_their_publisher_did(string codec)
    {
        var ann = new Publisher { Color = (6, 6, 6, 1) };
        ann.Add(TrackSource.Camera, codec, Encoded.Timed(await Encoded.VideoAsync(codec, 2), Second));

        await _part.RecordAsync(0, 5 * Second, ann);

        var file = await _part.AssembleAsync(_part.Single(RenditionKind.Camera));
        Assert.Equal("", await Tool.DecodeErrorsAsync(file));
        // A browser reads the boxes: in vpcC the three code points follow the byte of bit depth and range, in colr the type "nclx". (ffprobe shows what
        // the stream itself says instead, which is nothing.)
        var bytes = await HexAsync(file);
        Assert.Contains("636F6C72" + "6E636C78" + "000600060006" + "00", bytes, StringComparison.Ordinal);
        if (codec == "VP9") Assert.Matches("76706343" + "01000000" + "...." + "82" + "060606", bytes);
    }

    [Fact]
    public async Task Colours_that_change_begin_another_configuration()
    {
        var frames = Encoded.Timed(await Encoded.VideoAsync("VP9", 6), Second);
        var ann = new Publisher { Color = (6, 6, 6, 1) };
        var track = ann.Add(TrackSource.Camera, "VP9", frames);
        ann.Say(3_500_000, () => new TapColorSpace(track.Id, 1, 1, 1, 2, 3_500_000));

        await _part.RecordAsync(0, 9 * Second, ann);

        var stored = _part.Stored(_part.Single(RenditionKind.Camera));
        Assert.Single(await stored.PlaylistAsync(), l => l == "#EXT-X-DISCONTINUITY");
        foreach (var (map, colours) in ((int, string)[])[(1, "000600060006" + "00"), (2, "000100010001" + "80")])
        {
            var file = await stored.AssembleAsync(_part.Folder, map);
            Assert.Contains("636F6C72" + "6E636C78" + colours, await HexAsync(file), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_recorder_that_stood_still_for_six_seconds_has_lost_no_sound()
    {
        var ann = new Publisher { Jitter = 60_000 };
        ann.Add(TrackSource.Microphone, "opus", Sounds.Encode(12, Second, Sounds.Tone(500)));
        _part.Standstill = (3 * Second, 9 * Second);

        await _part.RecordAsync(0, 15 * Second, ann);

        // Up to the track's end, which is heard of a little later, it is filled.
        var packets = Assert.Single(await Tool.ProbeAsync(await _part.AssembleAsync(_part.Single(RenditionKind.Voice)), "stream=nb_read_packets", "-count_packets"));
        Assert.InRange(int.Parse(packets, CultureInfo.InvariantCulture), 600, 606);
        var mix = await Sounds.DecodeAsync(await _part.AssembleAsync(_part.Single(RenditionKind.Mix)));
        Assert.All(Enumerable.Range(3, 22), half => Assert.InRange(Sounds.Amplitude(mix, half / 2.0, (half + 1) / 2.0, 500), 0.25, 0.35));
    }

    [Fact]
    public async Task H264_pictures_of_several_slices_are_kept_whole()
    {
        var ann = new Publisher { Jitter = 60_000 };
        ann.Add(TrackSource.Camera, "H264", Encoded.Timed(await Encoded.VideoAsync("H264", 20, "640x360", slices: 4), Second));

        await _part.RecordAsync(0, 24 * Second, ann);

        var file = await _part.AssembleAsync(_part.Single(RenditionKind.Camera));
        Assert.Equal(["500"], await Tool.ProbeAsync(file, "stream=nb_read_packets", "-count_packets"));
        Assert.Equal("", await Tool.DecodeErrorsAsync(file));
    }

    [Fact]
    public async Task The_mix_has_every_voice_at_its_time_and_silence_elsewhere()
    {
        var ann = new Publisher { Jitter = 40_000 };
        ann.Add(TrackSource.Microphone, "opus", Sounds.Encode(6, 2 * Second, Sounds.Tone(400)));
        var bob = new Publisher { Jitter = 40_000, ClockOffset = 500 * Second };
        bob.Add(TrackSource.Microphone, "opus", Sounds.Encode(6, 5 * Second, Sounds.Tone(1000)));
        bob.Add(TrackSource.ScreenAudio, "opus", Sounds.Encode(2, 12 * Second, Sounds.Tone(2500)));

        await _part.RecordAsync(0, 15 * Second, ann, bob);

        var mix = _part.Single(RenditionKind.Mix);
        Assert.Equal(("opus", 15_000L), (mix.Codecs, mix.DurationMilliseconds));
        var file = await _part.AssembleAsync(mix);
        Assert.Equal("", await Tool.DecodeErrorsAsync(file));
        var sound = await Sounds.DecodeAsync(file);
        Assert.InRange(sound.Length / (double)Sounds.Rate, 14.95, 15.05);
        double At(double from, double to, double frequency) => Sounds.Amplitude(sound, from, to, frequency);
        Assert.True(At(0.2, 1.8, 400) < 0.01 && At(11.5, 11.9, 1000) < 0.01 && At(14.3, 14.9, 2500) < 0.01);
        Assert.InRange(At(2.5, 4.5, 400), 0.25, 0.35);
        Assert.True(At(2.5, 4.5, 1000) < 0.03);
        Assert.InRange(At(5.5, 7.5, 400), 0.25, 0.35);
        Assert.InRange(At(5.5, 7.5, 1000), 0.25, 0.35);
        Assert.True(At(8.5, 10.5, 400) < 0.03);
        Assert.InRange(At(8.5, 10.5, 1000), 0.25, 0.35);
        Assert.InRange(At(12.5, 13.5, 2500), 0.25, 0.35);
        Assert.Equal(2, _part.Renditions.Count(r => r.Kind == RenditionKind.Voice));
        var screen = _part.Single(RenditionKind.ScreenAudio);
        Assert.InRange(screen.StartMilliseconds, 12_000, 12_100);
        Assert.InRange(screen.DurationMilliseconds, 1_980, 2_040);
    }

    [Theory]
    [InlineData(40_000, 0, 0.0)]
    [InlineData(-40_000, 0, 0.0001)]
    [InlineData(0, 25_000, -0.0001)]
    public async Task A_voice_whose_timestamps_tremble_is_kept_whole(long piece, int noise, double skew)
    {
        // A capture that stamps by arrival: both frames of a piece of 40 ms get the time of the first, or of the second, or any time near the right one.
        var random = new Random(2);
        var sent = Sounds.Encode(10, Second, Sounds.Tone(400));
        var ann = new Publisher { Jitter = 40_000, ClockSkew = skew };
        ann.Add(TrackSource.Microphone, "opus", sent,
            shift: at => (noise > 0 ? random.Next(-noise, noise) : 0) + (piece > 0 ? -((at - Second) % piece) : piece < 0 ? (at - Second + 20_000) % -piece : 0));

        await _part.RecordAsync(0, 14 * Second, ann);

        var voice = await _part.AssembleAsync(_part.Single(RenditionKind.Voice));
        var kept = (await Tool.ProbeAsync(voice, "packet=data_hash", "-show_data_hash", "SHA256")).Select(line => line.Split(':')[1]).ToHashSet();
        var lost = sent.Count(frame => !kept.Contains(Convert.ToHexStringLower(SHA256.HashData(frame.Data))));
        // One frame of twenty milliseconds may go where the first timestamp was a late one.
        Assert.InRange(lost, 0, 1);
        foreach (var file in (string[])[voice, await _part.AssembleAsync(_part.Single(RenditionKind.Mix))])
        {
            var sound = await Sounds.DecodeAsync(file);
            var start = file == voice ? 0 : 1;
            for (var second = start + 1; second < start + 9; second++) Assert.InRange(Sounds.Amplitude(sound, second, second + 1, 400), 0.28, 0.32);
        }
    }

    [Theory]
    [InlineData(0, 0.0, 0, 0)]
    [InlineData(-40_000, 0.0001, 30_000, 60_000)]
    [InlineData(900_000, -0.0001, 80_000, 20_000)]
    public async Task Lips_and_voice_stay_together_whatever_the_clocks_and_the_encoders_do(long clockOffset, double skew, long videoDelay, long jitter)
    {
        const int seconds = 30;
        var ann = new Publisher { Jitter = jitter, ClockOffset = clockOffset, ClockSkew = skew };
        var flashes = await Encoded.VideoAsync("VP9", seconds, "64x64", 100, "color=c=black", "drawbox=color=white:t=fill:enable='lt(mod(t,1),0.12)'");
        ann.Add(TrackSource.Camera, "VP9", Encoded.Timed(flashes, Second), extraDelay: videoDelay);
        ann.Add(TrackSource.Microphone, "opus", Sounds.Encode(seconds, Second, Sounds.Beeps), reportEvery: 5 * Second, extraDelay: 20_000);

        await _part.RecordAsync(0, (seconds + 3) * Second, ann);

        foreach (var kind in (RenditionKind[])[RenditionKind.Mix, RenditionKind.Voice])
        {
            var offsets = await OffsetsAsync(kind);
            Assert.Equal(seconds, offsets.Count);
            Assert.True(offsets.Max(Math.Abs) <= 80, $"worst {offsets.Max(Math.Abs):0} ms");
            // Once the first sender reports of both tracks are in, the two share one clock.
            Assert.True(offsets.Skip(8).Max(Math.Abs) <= 40, $"worst settled {offsets.Skip(8).Max(Math.Abs):0} ms");
        }
    }

    [Theory]
    [InlineData(0, 0, 200_000, 0)]
    [InlineData(0.0002, 0, 200_000, 0)]
    [InlineData(0.0001, 200_000, 0, 0)]
    [InlineData(-0.0001, 200_000, 200_000, 0)]
    [InlineData(0, 30_000, 0, 150_000)]
    [InlineData(0.0001, 200_000, 0, 400_000)]
    public async Task An_overloaded_machine_does_not_part_lips_from_voice(double skew, long jitter, long stall, long backlog)
    {
        const int seconds = 20;
        var ann = new Publisher { Jitter = jitter, Stall = stall, ClockOffset = 7_000_000, ClockSkew = skew };
        var flashes = await Encoded.VideoAsync("VP9", seconds, "64x64", 25, "color=c=black", "drawbox=color=white:t=fill:enable='between(mod(t,1),0.48,0.6)'");
        ann.Add(TrackSource.Camera, "VP9", Encoded.Timed(flashes, Second), extraDelay: 40_000);
        // The voice's first report comes after five seconds.
        ann.Add(TrackSource.Microphone, "opus", Sounds.Encode(seconds, Second, t => Sounds.Beeps(t + 0.52)), reportEvery: 10 * Second, extraDelay: 20_000);

        await _part.RecordAsync(backlog > 0 ? 3_100_000 : 0, (seconds + 3) * Second, backlog, 0, ann);

        foreach (var kind in (RenditionKind[])[RenditionKind.Mix, RenditionKind.Voice])
        {
            var offsets = await OffsetsAsync(kind);
            Assert.True(offsets.Count >= seconds - 4, $"{offsets.Count} pairs");
            Assert.True(offsets.Max(Math.Abs) <= 80, $"{kind}: worst {offsets.Max(Math.Abs):0} ms");
            Assert.True(offsets.Skip(8).Max(Math.Abs) <= 20, $"{kind}: worst settled {offsets.Skip(8).Max(Math.Abs):0} ms");
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1_500_000)]
    public async Task Nothing_is_kept_from_after_the_stop_however_late_it_is_noticed(long notice)
    {
        var ann = new Publisher();
        ann.Add(TrackSource.Camera, "VP9", Encoded.Timed(await Encoded.VideoAsync("VP9", 15), Second));
        ann.Add(TrackSource.Microphone, "opus", Sounds.Encode(15, Second, Sounds.Tone(400)));

        await _part.RecordAsync(2 * Second, 9 * Second, 0, notice, ann);

        foreach (var kind in (RenditionKind[])[RenditionKind.Mix, RenditionKind.Voice, RenditionKind.Camera])
        {
            var rendition = _part.Single(kind);
            Assert.InRange(rendition.StartMilliseconds + rendition.DurationMilliseconds, 6_900, 7_040);
        }
    }

    [Fact]
    public async Task A_picture_that_stood_before_the_start_is_there_from_the_start()
    {
        // A screen that changed a few times in the last minute, with long pauses; the Tap gives all of it when it opens.
        var frames = await Encoded.VideoAsync("VP9", 3, keyFrameEvery: 1000);
        var ann = new Publisher { Outage = (0, 60 * Second) };
        ann.Add(TrackSource.Screen, "VP9", frames.Select(f => (Second + (f.Index < 5 ? f.Index * 11 * Second : (60 * Second) + (f.Index * 40_000)), f.Data)).ToList());

        await _part.RecordAsync(60 * Second, 70 * Second, 100_000, 0, ann);

        var screen = _part.Single(RenditionKind.Screen);
        Assert.Equal(0, screen.StartMilliseconds);
        var file = await _part.AssembleAsync(screen);
        Assert.Equal(["75"], await Tool.ProbeAsync(file, "stream=nb_read_packets", "-count_packets"));
        Assert.Equal("", await Tool.DecodeErrorsAsync(file));
    }

    [Theory]
    [InlineData("VP9", 12)]
    [InlineData("H264", 12)]
    [InlineData("VP8", 120)] // WebM knows milliseconds only
    public async Task What_the_first_picture_is_made_from_passes_unseen(string codec, int most)
    {
        // The Tap gives four seconds of a camera when it opens: all of it is needed for the last picture of it.
        var frames = await Encoded.VideoAsync(codec, 8, keyFrameEvery: 1000);
        var ann = new Publisher { Outage = (0, 10 * Second) };
        ann.Add(TrackSource.Camera, codec, Encoded.Timed(frames, 6 * Second));

        await _part.RecordAsync(10 * Second, 16 * Second, 0, 0, ann);

        var camera = _part.Single(RenditionKind.Camera);
        Assert.Equal(0, camera.StartMilliseconds);
        var times = (await Tool.ProbeAsync(await _part.AssembleAsync(camera), "packet=pts_time", "-select_streams", "v")).Select(line => double.Parse(line.TrimEnd(','), CultureInfo.InvariantCulture)).ToList();
        Assert.Equal(200, times.Count);
        Assert.InRange(times[99], 0, most / 1000.0);
        Assert.InRange(times[110] - times[105], 0.199, 0.201);
    }

    [Fact]
    public async Task What_was_captured_before_the_start_moves_nothing()
    {
        var ann = new Publisher();
        ann.Add(TrackSource.Camera, "VP9", Encoded.Timed(await Encoded.VideoAsync("VP9", 10, keyFrameEvery: 1), Second));
        ann.Add(TrackSource.Microphone, "opus", Sounds.Encode(10, Second, Sounds.Tone(400)));

        await _part.RecordAsync(3 * Second, 13 * Second, 300_000, 0, ann);

        foreach (var rendition in (Rendition[])[_part.Single(RenditionKind.Camera), _part.Single(RenditionKind.Voice)])
        {
            Assert.Equal(0, rendition.StartMilliseconds);
            Assert.InRange(rendition.DurationMilliseconds, 8_000, 8_080);
        }
    }

    /// <summary>Milliseconds by which each beep of that rendition is heard after its flash is seen.</summary>
    private async Task<List<double>> OffsetsAsync(RenditionKind kind)
    {
        var camera = _part.Single(RenditionKind.Camera);
        var rendition = _part.Single(kind);
        var seen = await FlashesAsync(await _part.AssembleAsync(camera), camera.StartMilliseconds / 1000.0);
        var heard = Sounds.Onsets(await Sounds.DecodeAsync(await _part.AssembleAsync(rendition))).Select(t => t + (rendition.StartMilliseconds / 1000.0)).ToList();
        var offsets = seen.Select(flash => heard.Select(beep => (beep - flash) * 1000).MinBy(Math.Abs)).Where(o => Math.Abs(o) < 500).ToList();
        TestContext.Current.SendDiagnosticMessage($"{kind}: {string.Join(' ', offsets.Select(o => o.ToString("0", CultureInfo.InvariantCulture)))} ms");
        return offsets;
    }

    [Fact]
    public async Task Lost_packets_cost_the_frames_up_to_the_next_key_frame_and_never_a_decoding_error()
    {
        var ann = new Publisher(seed: 4) { Loss = 0.01, Jitter = 50_000 };
        ann.Add(TrackSource.Camera, "VP9", Encoded.Timed(await Encoded.VideoAsync("VP9", 20, "640x360", keyFrameEvery: 25), Second));

        await _part.RecordAsync(0, 23 * Second, ann);

        Assert.NotEmpty(_part.KeyFrameRequests);
        var kept = 0;
        foreach (var camera in _part.Renditions.Where(r => r.Kind == RenditionKind.Camera))
        {
            var file = await _part.AssembleAsync(camera);
            Assert.Equal("", await Tool.DecodeErrorsAsync(file));
            kept += int.Parse((await Tool.ProbeAsync(file, "stream=nb_read_packets", "-count_packets"))[0], CultureInfo.InvariantCulture);
        }

        Assert.InRange(kept, 100, 499);
    }

    [Fact]
    public async Task A_new_picture_size_of_h264_is_a_discontinuity_with_its_own_map_and_plays_through()
    {
        var ann = new Publisher();
        var small = Encoded.Timed(await Encoded.VideoAsync("H264", 6), Second);
        var large = Encoded.Timed(await Encoded.VideoAsync("H264", 6, "640x360"), 7 * Second);
        ann.Add(TrackSource.Camera, "H264", [.. small, .. large]);

        await _part.RecordAsync(0, 15 * Second, ann);

        var camera = _part.Single(RenditionKind.Camera);
        Assert.InRange(camera.DurationMilliseconds, 11_950, 12_050);
        var stored = _part.Stored(camera);
        var playlist = await stored.PlaylistAsync();
        Assert.Single(playlist, l => l == "#EXT-X-DISCONTINUITY");
        Assert.Equal(["init.mp4", "init-2.mp4"], playlist.Where(l => l.StartsWith("#EXT-X-MAP", StringComparison.Ordinal)).Select(l => l.Split('"')[1]));
        foreach (var (map, width) in ((int, int)[])[(1, 320), (2, 640)])
        {
            var file = await stored.AssembleAsync(_part.Folder, map);
            Assert.Equal("", await Tool.DecodeErrorsAsync(file));
            Assert.Equal([$"{width},150"], await Tool.ProbeAsync(file, "stream=width,nb_read_packets", "-count_packets"));
        }

        var second = await Tool.ProbeAsync(await stored.AssembleAsync(_part.Folder, 2), "packet=pts_time");
        Assert.Equal("6.000000", second[0].TrimEnd(','));
    }

    [Fact]
    public async Task A_key_frame_is_asked_for_every_four_seconds()
    {
        var ann = new Publisher();
        ann.Add(TrackSource.Camera, "VP9", Encoded.Timed(await Encoded.VideoAsync("VP9", 10, keyFrameEvery: 1000), Second));

        _part.SendsKeyFrames = false;
        await _part.RecordAsync(0, 12 * Second, ann);

        var first = _part.KeyFrameRequests.First(r => r.At > 3 * Second);
        Assert.InRange(first.At, 5 * Second, 5_200_000);
        // It can wait: a publisher whose path is tight is not asked.
        Assert.Equal(KeyFrameReason.Segment, first.Reason);
    }

    [Fact]
    public async Task A_screen_is_asked_for_a_key_frame_after_ten_seconds_and_one_of_its_own_ends_a_segment_before()
    {
        var ann = new Publisher();
        // A new slide after 5 s is a key frame of its own; then nothing but small changes.
        var slides = (await Encoded.VideoAsync("VP9", 5, keyFrameEvery: 1000)).Concat(await Encoded.VideoAsync("VP9", 15, keyFrameEvery: 1000));
        ann.Add(TrackSource.Screen, "VP9", slides.Select((frame, i) => (Second + (i * Second / Encoded.FramesPerSecond), frame.Data)).ToList());

        _part.SendsKeyFrames = false;
        await _part.RecordAsync(0, 22 * Second, ann);

        Assert.InRange(_part.KeyFrameRequests.First(request => request.At > 2 * Second).At, 16 * Second, 16_200_000);
        var (segments, target) = await _part.Stored(_part.Single(RenditionKind.Screen)).LengthsAsync();
        Assert.Equal(12, target);
        Assert.InRange(segments[0], 4.95, 5.05);
    }

    [Fact]
    public async Task Colours_that_mean_nothing_do_no_harm()
    {
        var ann = new Publisher { Color = (0, 3, 255, 3) };
        ann.Add(TrackSource.Camera, "VP9", Encoded.Timed(await Encoded.VideoAsync("VP9", 2), Second));

        await _part.RecordAsync(0, 5 * Second, ann);

        Assert.Equal("", await Tool.DecodeErrorsAsync(await _part.AssembleAsync(_part.Single(RenditionKind.Camera))));
    }

    private static async Task<string> HexAsync(string file) => Convert.ToHexString(await File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken));

    private static async Task<List<double>> FlashesAsync(string file, double start)
    {
        var pixels = await Tool.FfmpegAsync("-i", file, "-vf", "scale=1:1:flags=area", "-vsync", "passthrough", "-pix_fmt", "gray", "-f", "rawvideo", "-");
        var times = await Tool.ProbeAsync(file, "packet=pts_time", "-select_streams", "v");
        Assert.Equal(times.Length, pixels.Length);
        var flashes = new List<double>();
        for (var i = 0; i < pixels.Length; i++)
        {
            if (pixels[i] > 128 && (i == 0 || pixels[i - 1] <= 128)) flashes.Add(start + double.Parse(times[i].TrimEnd(','), CultureInfo.InvariantCulture));
        }

        return flashes;
    }

    public void Dispose() => _part.Dispose();
}
