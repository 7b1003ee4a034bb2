using System.Buffers;
using Conference.Recorder.Matroska;
using FsCheck;
using FsCheck.Fluent;

namespace Conference.Recorder.Tests.Matroska;

public sealed class MatroskaTests
{
    private static readonly MatroskaTrack Opus = MatroskaTrack.Opus(2);

    [Theory]
    [InlineData(0, "80")]
    [InlineData(126, "FE")]
    [InlineData(127, "407F")]
    [InlineData(16382, "7FFE")]
    [InlineData(16383, "203FFF")]
    public void A_size_takes_the_fewest_bytes_that_do_not_mean_unknown(long size, string expected)
    {
        var output = new ArrayBufferWriter<byte>();
        EbmlWriter.Size(output, size);
        Assert.Equal(expected, Convert.ToHexString(output.WrittenSpan));
    }

    [Fact]
    public void Unsigned_integers_and_ids_come_back_as_they_were()
    {
        Prop.ForAll(ArbMap.Default.ArbFor<ulong>(), value =>
        {
            var output = new ArrayBufferWriter<byte>();
            EbmlWriter.Unsigned(output, EbmlId.TimestampScale, value);
            return EbmlElement.TryRead(output.WrittenSpan, out var element, out _)
                && element.Id == EbmlId.TimestampScale && element.HeadLength + element.Size == output.WrittenCount
                && output.WrittenSpan[element.HeadLength..].ToArray().Aggregate(0UL, (sum, b) => (sum << 8) | b) == value;
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Frames_come_back_as_they_were()
    {
        Prop.ForAll(ArbMap.Default.ArbFor<(NonNegativeInt Step, bool Key, byte[] Data)[]>(), frames =>
        {
            var file = Write(frames.Select(f => (f.Step.Get % 3_000_000L / 100 * 100, f.Key, f.Data ?? [])).ToList(), out var written);
            var reader = new MatroskaReader();
            ReadOnlyMemory<byte> rest = file;
            foreach (var expected in written)
            {
                if (!reader.TryReadFrame(rest, out var consumed, out var frame)) return false;
                rest = rest[consumed..];
                if (frame.Timestamp != expected.Timestamp || frame.IsKeyFrame != expected.IsKeyFrame || !frame.Data.Span.SequenceEqual(expected.Data.Span)) return false;
            }

            return !reader.TryReadFrame(rest, out _, out _) && !reader.IsBroken && reader.Track!.DecodesLike(Opus);
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Colours_come_back_as_they_were()
    {
        Prop.ForAll(ArbMap.Default.ArbFor<(byte Primaries, byte Transfer, byte Matrix, byte Range)?>(), colour =>
        {
            MatroskaColour? told = colour is { } c ? MatroskaColour.Create(c.Primaries, c.Transfer, c.Matrix, c.Range) : null;
            var output = new ArrayBufferWriter<byte>();
            new MatroskaWriter(MatroskaWriter.JournalTick).WriteHeader(output, new MatroskaTrack(MatroskaTrack.Vp9, default, 640, 360, 0) { Colour = told }, "matroska");
            var reader = new MatroskaReader();
            return !reader.TryReadFrame(output.WrittenMemory, out _, out _) && reader.Track!.Colour == told && reader.Track is { Width: 640, Height: 360 };
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Ten_thousand_mutations_do_not_throw_and_end()
    {
        var random = new Random(1);
        var file = Write([.. Enumerable.Range(0, 40).Select(i => (20_000L, true, new byte[i * 7]))], out _);
        for (var run = 0; run < 10_000; run++)
        {
            var mutated = file.ToArray();
            for (var i = random.Next(1, 6); i > 0; i--) mutated[random.Next(mutated.Length)] = (byte)random.Next(256);
            var reader = new MatroskaReader();
            ReadOnlyMemory<byte> rest = mutated;
            while (reader.TryReadFrame(rest, out var consumed, out var frame))
            {
                Assert.True(consumed > 0 && frame.Timestamp >= 0);
                rest = rest[consumed..];
            }
        }
    }

    private static byte[] Write(List<(long Step, bool Key, byte[] Data)> frames, out List<MediaFrame> written)
    {
        var output = new ArrayBufferWriter<byte>();
        var writer = new MatroskaWriter(MatroskaWriter.JournalTick);
        writer.WriteHeader(output, Opus, "matroska");
        written = [];
        long at = 0;
        foreach (var (step, key, data) in frames)
        {
            at += step;
            if (!writer.Fits(at)) writer.OpenCluster(output, at);
            var frame = new MediaFrame(at, key, data);
            writer.WriteFrame(output, frame);
            written.Add(frame);
        }

        return output.WrittenSpan.ToArray();
    }
}
