using System.Buffers;
using Conference.Recorder.Matroska;
using Conference.Recorder.Mp4;

namespace Conference.Recorder.Packaging;

/// <summary>VP8 has no place in fragmented MP4: WebM byte-stream segments (each a Cluster beginning with a key frame), which MSE takes.</summary>
internal sealed class WebMPackager : IPackager
{
    public async Task RunAsync(FrameSource source, SegmentSpool spool, CancellationToken cancellationToken)
    {
        var track = source.Track;
        var matroska = new MatroskaWriter(MatroskaWriter.WebMTick);
        var buffer = new ArrayBufferWriter<byte>(1 << 18);
        matroska.WriteHeader(buffer, track, MatroskaWriter.WebM);
        spool.SetInitialization(buffer.WrittenSpan, Describe(track));
        buffer.ResetWrittenCount();
        // A frame waits for the next one, because the last of a Cluster is written with its length: without it players see a hole up to the next segment.
        var data = new ArrayBufferWriter<byte>(1 << 16);
        MediaFrame held = default;
        long start = -1, before = 0, typical = 33_000;
        do
        {
            var frame = source.Current;
            var isNewSegment = start < 0 || (frame.IsKeyFrame && frame.Timestamp - start >= FragmentedMp4Packager.SegmentLength);
            // A Cluster that is full (32 s without a key frame) is followed by another in the same segment.
            var isNewCluster = isNewSegment || !matroska.Fits(frame.Timestamp);
            if (start >= 0)
            {
                if (isNewCluster) matroska.WriteLastFrame(buffer, held, frame.Timestamp, before);
                else matroska.WriteFrame(buffer, held);
                (before, typical) = (held.Timestamp, frame.Timestamp - held.Timestamp);
            }

            if (isNewCluster)
            {
                WriteCluster(spool, buffer);
                if (isNewSegment && start >= 0) spool.Close(start, frame.Timestamp - start);
                if (isNewSegment) start = frame.Timestamp;
                matroska.WriteClusterTimestamp(buffer, frame.Timestamp);
            }

            data.ResetWrittenCount();
            data.Write(frame.Data.Span);
            held = frame with { Data = data.WrittenMemory };
        }
        while (await source.MoveNextAsync(cancellationToken) && source.Track.DecodesLike(track));
        matroska.WriteLastFrame(buffer, held, held.Timestamp + typical, before);
        WriteCluster(spool, buffer);
        spool.Close(start, held.Timestamp - start + typical);
    }

    /// <summary>What an initialization segment of ours says; null when it is torn.</summary>
    public static InitializationSegment? Describe(ReadOnlyMemory<byte> initialization)
    {
        var reader = new MatroskaReader();
        reader.TryReadFrame(initialization, out _, out _);
        return reader.Track is { } track ? Describe(track) : null;
    }

    private static InitializationSegment Describe(MatroskaTrack track) => new(1000, "vp8", track.Width, track.Height);

    private static void WriteCluster(SegmentSpool spool, ArrayBufferWriter<byte> content)
    {
        if (content.WrittenCount == 0) return;
        var head = new ArrayBufferWriter<byte>(16);
        EbmlWriter.Id(head, EbmlId.Cluster);
        EbmlWriter.Size(head, content.WrittenCount);
        spool.Write(head.WrittenSpan);
        spool.Write(content.WrittenSpan);
        content.ResetWrittenCount();
    }
}
