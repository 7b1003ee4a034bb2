using System.Buffers;
using System.Buffers.Binary;

namespace Conference.Recorder.Matroska;

/// <summary>
/// Writes a one-track Matroska (RFC 9559) or WebM stream: a header, then Clusters of blocks. No seek, no length known in advance, so that
/// every prefix of it can be read.
/// </summary>
/// <param name="microsecondsPerTick">
/// TimestampScale in microseconds: 100 for journal and pipe (20 ms of Opus is a whole number of ticks and of 48 kHz samples), 1000 for WebM
/// in browsers. A Cluster spans at most 32,767 ticks.
/// </param>
internal sealed class MatroskaWriter(int microsecondsPerTick)
{
    public const int JournalTick = 100;
    public const int WebMTick = 1000;
    public const string WebM = "webm";
    private const int MaxRelativeTicks = short.MaxValue;
    private const ulong TrackNumber = 1;

    // Flags of a SimpleBlock (RFC 9559 §10.2).
    internal const byte KeyFrame = 0x80;
    internal const byte Invisible = 0x08;
    internal const byte Lacing = 0x06;
    internal const byte Discardable = 0x01;

    private long _clusterTicks = -1;

    public void WriteHeader(IBufferWriter<byte> output, MatroskaTrack track, string docType)
    {
        EbmlWriter.Master(output, EbmlId.Ebml, ebml =>
        {
            EbmlWriter.Unsigned(ebml, EbmlId.EbmlVersion, 1);
            EbmlWriter.Unsigned(ebml, EbmlId.EbmlReadVersion, 1);
            EbmlWriter.Unsigned(ebml, EbmlId.EbmlMaxIdLength, 4);
            EbmlWriter.Unsigned(ebml, EbmlId.EbmlMaxSizeLength, 8);
            EbmlWriter.Text(ebml, EbmlId.DocType, docType);
            EbmlWriter.Unsigned(ebml, EbmlId.DocTypeVersion, 4);
            EbmlWriter.Unsigned(ebml, EbmlId.DocTypeReadVersion, 2);
        });
        EbmlWriter.OpenMaster(output, EbmlId.Segment);
        EbmlWriter.Master(output, EbmlId.Info, info =>
        {
            EbmlWriter.Unsigned(info, EbmlId.TimestampScale, (ulong)microsecondsPerTick * 1000);
            EbmlWriter.Text(info, EbmlId.MuxingApp, "Conference");
            EbmlWriter.Text(info, EbmlId.WritingApp, "Conference");
        });
        EbmlWriter.Master(output, EbmlId.Tracks, tracks => EbmlWriter.Master(tracks, EbmlId.TrackEntry, entry => WriteTrack(entry, track, isSteady: docType != WebM)));
    }

    /// <summary>Begins a Cluster that ends where the next begins.</summary>
    /// <param name="timestamp">Microseconds.</param>
    public void OpenCluster(IBufferWriter<byte> output, long timestamp)
    {
        EbmlWriter.OpenMaster(output, EbmlId.Cluster);
        WriteClusterTimestamp(output, timestamp);
    }

    /// <summary>The first child of a Cluster; frames after it are relative to it.</summary>
    public void WriteClusterTimestamp(IBufferWriter<byte> output, long timestamp)
    {
        _clusterTicks = timestamp / microsecondsPerTick;
        EbmlWriter.Unsigned(output, EbmlId.Timestamp, (ulong)_clusterTicks);
    }

    /// <summary>True when a frame of that time can be written into the open Cluster.</summary>
    public bool Fits(long timestamp) =>
        _clusterTicks >= 0 && (timestamp / microsecondsPerTick) - _clusterTicks is >= 0 and <= MaxRelativeTicks;

    /// <summary>
    /// A filler is marked "discardable", a silent frame "invisible" (RFC 9559 §10.2), so that a journal tells them from what came and is heard.
    /// </summary>
    public void WriteFrame(IBufferWriter<byte> output, in MediaFrame frame) => WriteBlock(
        output, EbmlId.SimpleBlock, frame, (byte)((frame.IsKeyFrame ? KeyFrame : 0) | (frame.IsSilent ? Invisible : 0) | (frame.IsFiller ? Discardable : 0)));

    /// <summary>A frame that no other follows in its Cluster, so that it says itself how long it lasts.</summary>
    /// <param name="until">Microseconds: where the next Cluster begins, or the stream ends.</param>
    /// <param name="before">Microseconds: the frame before it.</param>
    public void WriteLastFrame(IBufferWriter<byte> output, in MediaFrame frame, long until, long before)
    {
        var ticks = frame.Timestamp / microsecondsPerTick;
        var group = new ArrayBufferWriter<byte>(frame.Data.Length + 32);
        WriteBlock(group, EbmlId.Block, frame, flags: 0);
        EbmlWriter.Unsigned(group, EbmlId.BlockDuration, (ulong)((until / microsecondsPerTick) - ticks));
        // What refers to no other is a key frame (RFC 9559 §5.1.3.5.5).
        if (!frame.IsKeyFrame) EbmlWriter.Signed(group, EbmlId.ReferenceBlock, (before / microsecondsPerTick) - ticks);
        EbmlWriter.Binary(output, EbmlId.BlockGroup, group.WrittenSpan);
    }

    private void WriteBlock(IBufferWriter<byte> output, uint id, in MediaFrame frame, byte flags)
    {
        var relative = (frame.Timestamp / microsecondsPerTick) - _clusterTicks;
        if (!Fits(frame.Timestamp)) throw new InvalidOperationException($"A frame {relative} ticks from its Cluster does not fit into it.");
        EbmlWriter.Id(output, id);
        EbmlWriter.Size(output, 4 + frame.Data.Length);
        var head = output.GetSpan(4);
        head[0] = 0x80 | (byte)TrackNumber;
        BinaryPrimitives.WriteInt16BigEndian(head[1..], (short)relative);
        head[3] = flags;
        output.Advance(4);
        output.Write(frame.Data.Span);
    }

    private static void WriteColour(IBufferWriter<byte> output, MatroskaColour colour)
    {
        EbmlWriter.Unsigned(output, EbmlId.MatrixCoefficients, colour.Matrix);
        EbmlWriter.Unsigned(output, EbmlId.Range, colour.Range);
        EbmlWriter.Unsigned(output, EbmlId.TransferCharacteristics, colour.Transfer);
        EbmlWriter.Unsigned(output, EbmlId.Primaries, colour.Primaries);
    }

    private static void WriteTrack(IBufferWriter<byte> entry, MatroskaTrack track, bool isSteady)
    {
        EbmlWriter.Unsigned(entry, EbmlId.TrackNumber, TrackNumber);
        EbmlWriter.Unsigned(entry, EbmlId.TrackUid, TrackNumber);
        EbmlWriter.Unsigned(entry, EbmlId.TrackType, track.IsVideo ? 1u : 2u);
        EbmlWriter.Unsigned(entry, EbmlId.FlagLacing, 0);
        // Nanoseconds. Times are in the blocks; this is how long the very last frame is taken to last. Not for browsers: Chromium takes it for the length
        // of every frame, and of a camera that pauses for more than two of them it drops all pictures up to the next key frame.
        if (isSteady) EbmlWriter.Unsigned(entry, EbmlId.DefaultDuration, track.IsVideo ? 33_300_000u : 20_000_000u);
        EbmlWriter.Text(entry, EbmlId.CodecId, track.CodecId);
        if (!track.CodecPrivate.IsEmpty) EbmlWriter.Binary(entry, EbmlId.CodecPrivate, track.CodecPrivate.Span);
        if (track.IsVideo)
        {
            EbmlWriter.Master(entry, EbmlId.Video, video =>
            {
                EbmlWriter.Unsigned(video, EbmlId.PixelWidth, (ulong)track.Width);
                EbmlWriter.Unsigned(video, EbmlId.PixelHeight, (ulong)track.Height);
                if (track.Colour is { } known) EbmlWriter.Master(video, EbmlId.Colour, colour => WriteColour(colour, known));
            });
            return;
        }

        // An Opus decoder needs 80 ms before a seek point to converge (RFC 9559 §12, codec mapping of Opus).
        EbmlWriter.Unsigned(entry, EbmlId.SeekPreRoll, 80_000_000);
        EbmlWriter.Master(entry, EbmlId.Audio, audio =>
        {
            EbmlWriter.Float(audio, EbmlId.SamplingFrequency, 48_000);
            EbmlWriter.Unsigned(audio, EbmlId.Channels, (ulong)track.Channels);
        });
    }
}
