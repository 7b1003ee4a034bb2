using System.Buffers;
using Conference.Recorder.Audio;
using Conference.Recorder.Matroska;
using Conference.Recorder.Mp4;

namespace Conference.Recorder.Packaging;

/// <summary>Opus as fragmented MP4 without ffmpeg: a segment is one fragment of four seconds.</summary>
internal sealed class SoundPackager(SegmentLengths lengths) : IPackager
{
    private readonly BoxWriter _boxes = new();
    private readonly ArrayBufferWriter<byte> _data = new(1 << 16);
    private readonly List<(long Timestamp, int Size)> _frames = [];
    private uint _sequence;

    public async Task RunAsync(FrameSource source, SegmentSpool spool, CancellationToken cancellationToken)
    {
        var track = source.Track;
        OpusFile.WriteInitialization(_boxes, track.CodecPrivate.Span);
        spool.SetInitialization(_boxes.Written, InitializationSegment.Read(_boxes.Written));
        long last;
        do
        {
            last = source.Current.Timestamp;
            if (_frames.Count > 0 && last - _frames[0].Timestamp >= lengths.Most) Close(last);
            _data.Write(source.Current.Data.Span);
            _frames.Add((last, source.Current.Data.Length));
        }
        while (await source.MoveNextAsync(cancellationToken) && source.Track.DecodesLike(track));
        Close(Math.Max(source.EndOf(last + OpusSilence.FrameLength), last + MatroskaWriter.WebMTick));

        void Close(long end)
        {
            var start = _frames[0].Timestamp;
            _boxes.Clear();
            OpusFile.WriteFragmentHead(_boxes, ++_sequence, ToTicks(start), [.. _frames.Select((frame, i) =>
                ((uint)(ToTicks(i + 1 < _frames.Count ? _frames[i + 1].Timestamp : end) - ToTicks(frame.Timestamp)), frame.Size))]);
            spool.Write(_boxes.Written);
            spool.Write(_data.WrittenSpan);
            spool.Close(start, end - start, source.Findings.Between(start, end));
            _data.ResetWrittenCount();
            _frames.Clear();
        }
    }

    private static long ToTicks(long microseconds) => (long)((Int128)microseconds * OpusFile.Timescale / 1_000_000);
}
