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
        matroska.WriteHeader(buffer, track, "webm");
        spool.SetInitialization(buffer.WrittenSpan, new InitializationSegment(1000, "vp8", track.Width, track.Height));
        buffer.ResetWrittenCount();
        long start = -1, last = 0, typical = 33_000;
        do
        {
            var frame = source.Current;
            if (start >= 0 && frame.IsKeyFrame && frame.Timestamp - start >= FragmentedMp4Packager.SegmentLength)
            {
                WriteCluster(spool, buffer);
                spool.Close(start, frame.Timestamp - start);
                start = -1;
            }

            if (start < 0 || !matroska.Fits(frame.Timestamp))
            {
                // A Cluster that is full (32 s without a key frame) is followed by another in the same segment.
                WriteCluster(spool, buffer);
                if (start < 0) start = frame.Timestamp;
                matroska.WriteClusterTimestamp(buffer, frame.Timestamp);
            }
            else
            {
                typical = frame.Timestamp - last;
            }

            matroska.WriteFrame(buffer, frame);
            last = frame.Timestamp;
        }
        while (await source.MoveNextAsync(cancellationToken) && source.Track.DecodesLike(track));
        WriteCluster(spool, buffer);
        spool.Close(start, last - start + typical);
    }

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
