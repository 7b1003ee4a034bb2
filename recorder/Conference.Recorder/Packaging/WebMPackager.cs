using System.Buffers;
using Conference.Recorder.Matroska;
using Conference.Recorder.Mp4;

namespace Conference.Recorder.Packaging;

/// <summary>VP8 has no place in fragmented MP4: WebM byte-stream segments (each a Cluster beginning with a key frame), which MSE takes.</summary>
internal sealed class WebMPackager(SegmentLengths lengths) : IPackager
{
    public async Task RunAsync(FrameSource source, SegmentSpool spool, CancellationToken cancellationToken)
    {
        var track = source.Track;
        var matroska = new MatroskaWriter(MatroskaWriter.WebMTick);
        var buffer = new ArrayBufferWriter<byte>(1 << 18);
        matroska.WriteHeader(buffer, track, MatroskaWriter.WebM);
        spool.SetInitialization(buffer.WrittenSpan, Describe(track));
        buffer.ResetWrittenCount();
        // The last frame of a Cluster is written with its length: without it players see a hole up to the next segment.
        var held = new HeldFrame(33_000);
        var (start, isIndependent) = (0L, true);
        do
        {
            var frame = source.Current;
            var length = frame.Timestamp - start;
            var isNewSegment = held.IsEmpty || (frame.IsKeyFrame && length >= SegmentLengths.Least) || length >= lengths.Most;
            // A Cluster that is full (32 s) is followed by another in the same segment.
            var isNewCluster = isNewSegment || !matroska.Fits(frame.Timestamp);
            if (!held.IsEmpty)
            {
                if (isNewCluster) matroska.WriteLastFrame(buffer, held.Frame, frame.Timestamp, held.Before);
                else matroska.WriteFrame(buffer, held.Frame);
            }

            if (isNewCluster)
            {
                WriteCluster(spool, buffer);
                if (isNewSegment && !held.IsEmpty) Close(frame.Timestamp);
                if (isNewSegment) (start, isIndependent) = (frame.Timestamp, frame.IsKeyFrame);
                matroska.WriteClusterTimestamp(buffer, frame.Timestamp);
            }

            held.Take(frame);
        }
        while (await source.MoveNextAsync(cancellationToken) && source.Track.DecodesLike(track));
        var end = Math.Max(source.EndOf(held.TypicalEnd), held.Frame.Timestamp + MatroskaWriter.WebMTick);
        matroska.WriteLastFrame(buffer, held.Frame, end, held.Before);
        WriteCluster(spool, buffer);
        Close(end);

        void Close(long at) => spool.Close(start, at - start, source.Findings.Between(start, at), isIndependent);
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
