using Conference.Recorder.Audio;
using Conference.Recorder.Journals;
using Conference.Recorder.Packaging;
using Conference.Recorder.Storage;
using Conference.Recorder.Tests.Media;
using Conference.Recorder.Time;
using Conference.Recorder.Tracks;
using Conference.Rooms.Model;
using Conference.Rtc.Codecs;
using Conference.Sfu.Control;
using Microsoft.Extensions.Logging.Abstractions;

namespace Conference.Recorder.Tests;

/// <summary>
/// Hours of RTP and sender reports through everything that gives a frame its time, on virtual time: what was captured at one moment is recorded at one moment, in the
/// voice's own rendition and in the mix.
/// </summary>
public sealed class DriftTests : IDisposable
{
    private const long Second = 1_000_000;

    /// <summary>Microseconds between two pictures, between two beeps, and from there to a beep.</summary>
    private const long Picture = 100_000, Cycle = 2 * Second, Onset = 500_000;

    private readonly string _folder = Directory.CreateTempSubdirectory("conference-drift-").FullName;
    private readonly RecorderMetrics _metrics = new();
    private readonly List<RenditionRecorder> _renditions = [];
    private readonly PriorityQueue<Action<long>, long> _arriving = new();
    private readonly Random _random = new(11);

    /// <summary>Three hours take a minute and more, nearly all of it the mix's encoder.</summary>
    [Theory(Explicit = true)]
    [InlineData(100, 100)]
    [InlineData(100, -100)]
    [InlineData(-100, 100)]
    public void Lips_and_voice_are_together_after_three_hours(int clock, int sound) => StayTogether(3 * 3600 * Second, clock, sound);

    /// <summary>
    /// The clocks part by as much, in a fifth of the time. No faster: of a sound's reports the soonest of ten to twenty seconds counts, in which clocks that part ten times as
    /// fast as real ones are 40 ms apart.
    /// </summary>
    [Fact]
    public void Lips_and_voice_are_together_after_clocks_have_parted_by_two_seconds() => StayTogether(36 * 60 * Second, 500, -500);

    /// <param name="clock">Parts per million by which the publisher's clock is fast: that of its reports and of its pictures.</param>
    /// <param name="sound">By which its sound card is fast.</param>
    private void StayTogether(long length, int clock, int sound)
    {
        var (publisherRate, soundRate) = (1 + (clock / 1e6), 1 + (sound / 1e6));
        using var mixed = new MixListener();
        var participant = new ParticipantClock();
        using var mix = new LiveMix(0, mixed.Hear);
        using var voice = new AudioTrackRecorder(Info(TrackSource.Microphone, "opus", 48_000), participant, mix, Begin, Faults("opus"), _metrics);
        var camera = new VideoTrackRecorder(Info(TrackSource.Camera, "VP8", 90_000), MediaCodec.Vp8, participant, Begin, (_, _) => { }, Faults("VP8"), _metrics);
        var beep = Sounds.Encode(Cycle / 1e6, 0, t => t is >= Onset / 1e6 and < 0.62 ? 0.5 * Math.Sin(2 * Math.PI * 1000 * t) : 0).Select(frame => frame.Data).ToList();

        // Both RTP clocks wrap on the way, and the seconds of the reports do, too.
        var pictures = new RtpSender("VP8", 1, 65_000, unchecked((uint)-(length / 3 * 9 / 100)));
        var sounds = new RtpSender("opus", 2, 65_000, unchecked((uint)-(length / 2 * 48 / 1000)));
        var era = (4_294_967_296UL - (ulong)(length * 2 / 3 / Second)) << 32;
        var (picture, packet, report) = (0L, 0L, 0L);
        for (long now = 0; now < length + (3 * Second); now += 20_000)
        {
            for (; picture * Picture <= now && picture * Picture < length; picture++)
            {
                var at = picture * Picture;
                foreach (var part in pictures.Packetize(Vp8(isKey: picture % 40 == 0), (long)(at * publisherRate * 9 / 100))) Deliver(at + 40_000, part, camera);
            }

            for (; SoundCaptured(packet) <= now && SoundCaptured(packet) < length; packet++)
                foreach (var part in sounds.Packetize(beep[(int)(packet % beep.Count)], packet * 960)) Deliver(SoundCaptured(packet), part, voice);

            for (; report * Second <= now; report++) // the voice's come less often
            {
                Report(report * Second, camera, 90_000, pictures.FirstTimestamp, publisherRate);
                if (report % 5 == 2) Report(report * Second, voice, 48_000, sounds.FirstTimestamp, soundRate);
            }

            while (_arriving.TryPeek(out var arrive, out var at) && at <= now)
            {
                _arriving.Dequeue();
                arrive(at);
            }

            camera.Advance(now);
            voice.Advance(now);
            mix.Advance(now);
        }

        camera.End(length + (3 * Second));
        voice.End(length + (3 * Second));
        mix.Finish(length + (3 * Second));

        var seen = Frames(RenditionKind.Camera).Select(frame => frame.At).ToList();
        Assert.Equal(length / Picture, seen.Count);
        var spoken = Frames(RenditionKind.Voice).Where(frame => frame.Data.AsSpan().SequenceEqual(beep[(int)(Onset / 20_000)])).Select(frame => frame.At).ToList();
        foreach (var (name, heard) in ((string, List<long>)[])[("voice", spoken), ("mix", mixed.Onsets)])
        {
            var offsets = Offsets(heard);
            Assert.InRange(offsets.Count, (length / Cycle) - 60, length / Cycle); // a frame that the drift leaves out may be one of the beeps'
            TestContext.Current.SendDiagnosticMessage($"{name}: {offsets.Count} beeps, worst {offsets.Max(Math.Abs)} us, last {offsets[^1]} us");
            Assert.All(offsets.Skip(5), offset => Assert.InRange(offset, -40_000, 40_000));
        }

        long SoundCaptured(long number) => (long)(number * 20_000 / soundRate);

        void Report(long at, ITrackRecorder recorder, int rate, uint first, double pace)
        {
            var ntp = unchecked(era + (ulong)((Int128)(at * publisherRate) * 4_294_967_296 / Second));
            var ticks = (long)((at + _random.Next(-3000, 3000)) * pace * rate / Second); // what a browser takes for the present sample is off by a little
            _arriving.Enqueue(arrival => recorder.OnSenderReport(new TapSenderReport(recorder.Info.Id, ntp, (uint)(first + ticks), arrival)), at + Delay());
        }

        // The moment of each beep in the recording against that of the picture that was taken when it sounded.
        List<long> Offsets(List<long> heard)
        {
            var offsets = new List<long>();
            for (long n = 0; n < length / Cycle; n++)
            {
                var at = ((n * Cycle) + Onset) / soundRate / Picture;
                if ((int)at + 1 >= seen.Count) break;
                var shown = seen[(int)at] + (long)((seen[(int)at + 1] - seen[(int)at]) * (at - (int)at));
                var nearest = heard.BinarySearch(shown);
                if (nearest < 0) nearest = ~nearest;
                var offset = new[] { nearest - 1, nearest }.Where(i => i >= 0 && i < heard.Count).Select(i => heard[i] - shown).MinBy(Math.Abs);
                if (Math.Abs(offset) < Cycle / 2) offsets.Add(offset);
            }

            return offsets;
        }
    }

    public void Dispose()
    {
        foreach (var rendition in _renditions) rendition.Dispose();
        _metrics.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private void Deliver(long sent, byte[] packet, ITrackRecorder to) => _arriving.Enqueue(at => to.OnPacket(packet, at), sent + Delay());

    private long Delay() => 30_000 + _random.Next(60_000);

    private static byte[] Vp8(bool isKey) => isKey ? [0x10, 0, 0, 0x9D, 0x01, 0x2A, 0x80, 0x02, 0x68, 0x01] : [0x11, 0, 0];

    private static TrackInfo Info(TrackSource source, string codec, int rate) => new(new TrackId(Guid.NewGuid()), new ParticipantId(Guid.NewGuid()), source, codec, rate);

    private TrackFaults Faults(string codec) => new(Guid.NewGuid(), Info(TrackSource.Camera, codec, 1), _metrics, NullLogger.Instance);

    /// <summary>A rendition that is journaled and goes no further.</summary>
    private FrameLog Begin(RenditionKind kind, RenditionFormat format, Guid? participant, long at)
    {
        var room = new SpoolRoom(() => long.MaxValue, 0, TimeProvider.System);
        var services = new RecorderServices(
            new FolderObjectStore(Path.Combine(_folder, "store")), room, "ffmpeg", _metrics, TimeProvider.System, NullLogger.Instance, (_, _) => Task.FromResult<string?>(null),
            (_, _) => throw new NotSupportedException(), (_, _, _) => Task.FromResult(true));
        var identity = new RenditionIdentity(Guid.NewGuid(), Guid.NewGuid(), kind, format, participant, DateTimeOffset.UnixEpoch, at / 1000, kind.ToString());
        _renditions.Add(RenditionRecorder.Create(_folder, identity, services));
        return new FrameLog(_renditions[^1], at, room, _metrics, NullLogger.Instance);
    }

    /// <summary>What came of a kind, without what was filled in, at its time on the receive clock.</summary>
    private List<(long At, byte[] Data)> Frames(RenditionKind kind)
    {
        var rendition = Assert.Single(_renditions, rendition => rendition.Identity.Kind == kind);
        using var journal = Journal.OpenLeftOver(rendition.Folder);
        using var reader = journal.OpenReader(0);
        var frames = new List<(long, byte[])>();
        while (reader.TryRead(out var frame))
            if (frame is { IsFiller: false, IsEnd: false }) frames.Add((frame.Timestamp + (rendition.Identity.StartMilliseconds * 1000), frame.Data.ToArray()));
        return frames;
    }

    /// <summary>Decodes the mix as it comes and notes where a silence of 300 ms or more ends, in microseconds.</summary>
    private sealed class MixListener : IDisposable
    {
        private readonly OpusDecoder _decoder = new();
        private readonly float[] _pcm = new float[OpusDecoder.MaxSamples * OpusDecoder.Channels];
        private long _quiet;

        public List<long> Onsets { get; } = [];

        public void Dispose() => _decoder.Dispose();

        public void Hear(MediaFrame frame)
        {
            var samples = _decoder.Decode(frame.Data.Span, _pcm);
            for (var i = 0; i < samples; i++)
            {
                if (Math.Abs(_pcm[i * OpusDecoder.Channels]) < 0.1f)
                {
                    _quiet++;
                    continue;
                }

                if (_quiet > Sounds.Rate * 3 / 10) Onsets.Add(frame.Timestamp + (i * Second / Sounds.Rate));
                _quiet = 0;
            }
        }
    }
}
