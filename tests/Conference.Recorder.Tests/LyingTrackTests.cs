using Conference.Recorder.Tests.Media;
using Conference.Rooms.Model;
using Conference.Sfu.Control;

namespace Conference.Recorder.Tests;

/// <summary>A publisher whose packets are not what it says they are: the others are kept whole, and the log names what it did.</summary>
public sealed class LyingTrackTests : IDisposable
{
    private const long Second = 1_000_000;
    private readonly RecordedPart _part = new() { MayLie = true };
    private readonly Publisher _honest = new();
    private readonly Publisher _liar = new(seed: 7);

    [Fact]
    public async Task Packets_of_another_codec_than_was_told()
    {
        _liar.Add(TrackSource.Camera, "H264", Encoded.Timed(await Encoded.VideoAsync("H264", 14), Second), told: "VP9");

        await RecordAsync();

        Named("Camera", "nothing-decodable");
    }

    [Fact]
    public async Task Timestamps_that_jump_by_hours()
    {
        var frames = Encoded.Timed(await Encoded.VideoAsync("VP9", 12), Second);
        _liar.Add(TrackSource.Camera, "VP9", frames, told: null, shift: at => at < 6 * Second ? 0 : 3 * 3600 * Second);
        _liar.Add(TrackSource.Microphone, "opus", Sounds.Encode(12, Second, Sounds.Tone(1000)), shift: at => at < 6 * Second ? 0 : -2 * 3600 * Second);

        await RecordAsync();

        Named("Camera", "timestamps-jump");
        Named("Microphone", "timestamps-jump");
        foreach (var rendition in Of(_liar)) await IsPlayableAsync(rendition, 11, 14.1);
    }

    [Fact]
    public async Task Sequence_numbers_that_begin_again()
    {
        _liar.Add(TrackSource.Camera, "VP9", Encoded.Timed(await Encoded.VideoAsync("VP9", 12), Second), renumberAt: 6 * Second);
        _liar.Add(TrackSource.Microphone, "opus", Sounds.Encode(12, Second, Sounds.Tone(1000)), renumberAt: 6 * Second);

        await RecordAsync();

        Named("Camera", "sequence-restarts");
        Named("Microphone", "sequence-restarts");
        foreach (var rendition in Of(_liar)) await IsPlayableAsync(rendition, 11, 14.1);
    }

    [Fact]
    public async Task Frames_without_a_byte()
    {
        var frames = Encoded.Timed(await Encoded.VideoAsync("VP8", 12, keyFrameEvery: 25), Second).Select((frame, i) => i % 20 == 19 ? (frame.At, []) : frame).ToList();
        _liar.Add(TrackSource.Camera, "VP8", frames);
        _liar.Add(TrackSource.Microphone, "opus", Sounds.Encode(12, Second, Sounds.Tone(1000)).Select((frame, i) => i % 10 == 9 ? (frame.At, [0]) : frame).ToList());

        await RecordAsync();

        Named("Camera", "malformed-frames");
        foreach (var rendition in Of(_liar)) await IsPlayableAsync(rendition, 11, 14.1);
    }

    [Fact]
    public async Task Vp8_that_is_noise()
    {
        var random = new Random(3);
        _liar.Add(TrackSource.Camera, "VP8", Enumerable.Range(0, 340).Select(i => (Second + (i * 40_000L), Noise(random, 700))).ToList());

        await RecordAsync();

        Named("Camera", "nothing-decodable");
        Assert.DoesNotContain(Of(_liar), rendition => rendition.Kind == RenditionKind.Camera);
    }

    [Fact]
    public async Task Opus_that_is_noise()
    {
        var random = new Random(4);
        _liar.Add(TrackSource.Microphone, "opus", Enumerable.Range(0, 600).Select(i => (Second + (i * 20_000L), Noise(random, 90))).ToList());

        await RecordAsync();

        Named("Microphone", "malformed-frames");
    }

    /// <summary>Records the liar beside somebody honest, whose camera and voice must be whole.</summary>
    private async Task RecordAsync()
    {
        _honest.Add(TrackSource.Camera, "VP9", Encoded.Timed(await Encoded.VideoAsync("VP9", 12), Second));
        _honest.Add(TrackSource.Microphone, "opus", Sounds.Encode(12, Second, Sounds.Tone(400)));
        await _part.RecordAsync(0, 15 * Second, _honest, _liar);
        var camera = Assert.Single(Of(_honest), rendition => rendition.Kind == RenditionKind.Camera);
        Assert.Equal(["300"], await Tool.ProbeAsync(await _part.AssembleAsync(camera), "stream=nb_read_packets", "-count_packets"));
        foreach (var rendition in Of(_honest)) await IsPlayableAsync(rendition, 11.9, 12.1);
        await IsPlayableAsync(_part.Single(RenditionKind.Mix), 14.9, 15.1);
        Assert.DoesNotContain(_part.Warnings, warning => warning.Contains(_honest.Id.ToString(), StringComparison.Ordinal));
    }

    private List<Rendition> Of(Publisher publisher) => [.. _part.Renditions.Where(rendition => rendition.ParticipantId == publisher.Id.Value)];

    private async Task IsPlayableAsync(Rendition rendition, double least, double most)
    {
        Assert.InRange(rendition.DurationMilliseconds / 1000.0, least, most);
        var errors = await Tool.DecodeErrorsAsync(await _part.AssembleAsync(rendition));
        Assert.True(errors.Length == 0, $"{rendition.Kind}: {errors}");
    }

    private void Named(string source, string fault) => Assert.Single(_part.Warnings, warning =>
        warning.Contains(_liar.Id.ToString(), StringComparison.Ordinal) && warning.Contains(source, StringComparison.Ordinal) && warning.Contains(fault, StringComparison.Ordinal));

    private static byte[] Noise(Random random, int length)
    {
        var bytes = new byte[length];
        random.NextBytes(bytes);
        return bytes;
    }

    public void Dispose() => _part.Dispose();
}
