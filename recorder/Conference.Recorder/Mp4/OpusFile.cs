using System.Buffers.Binary;

namespace Conference.Recorder.Mp4;

/// <summary>Writes a fragmented MP4 of one Opus track (ISO/IEC 14496-12 §8; Encapsulation of Opus in ISO Base Media File Format §4.3).</summary>
internal static class OpusFile
{
    /// <summary>Ticks per second: Opus counts so, whatever was recorded.</summary>
    public const uint Timescale = 48_000;

    private const uint TrackId = 1;

    /// <summary>Every frame can be the first that is played: sample_depends_on = 2, no difference sample (§8.8.3.1).</summary>
    private const uint SyncSample = 0x0200_0000;

    /// <summary>ftyp and moov.</summary>
    /// <param name="head">OpusHead (RFC 7845 §5.1), of mapping family 0.</param>
    public static void WriteInitialization(BoxWriter to, ReadOnlySpan<byte> head)
    {
        var ftyp = to.Begin(BoxType.Ftyp);
        to.Bytes("iso6\0\0\0\0iso6mp41"u8);
        to.End(ftyp);
        var moov = to.Begin(BoxType.Moov);
        WriteMovieHeader(to);
        var trak = to.Begin(BoxType.Trak);
        WriteTrackHeader(to);
        var mdia = to.Begin(BoxType.Mdia);
        var mdhd = to.Begin(BoxType.Mdhd, version: 0, flags: 0);
        to.Zeros(8); // creation and modification: not told, so that the same track gives the same bytes
        to.UInt32(Timescale);
        to.UInt32(0);
        to.UInt32(0x55C4_0000); // language "und"
        to.End(mdhd);
        var hdlr = to.Begin(BoxType.Hdlr, version: 0, flags: 0);
        to.Zeros(4);
        to.Bytes("soun"u8);
        to.Zeros(13); // reserved, and an empty name
        to.End(hdlr);
        var minf = to.Begin(BoxType.Minf);
        var smhd = to.Begin(BoxType.Smhd, version: 0, flags: 0);
        to.Zeros(4);
        to.End(smhd);
        WriteDataInformation(to);
        WriteSampleTable(to, head);
        to.End(minf);
        to.End(mdia);
        to.End(trak);
        var mvex = to.Begin(BoxType.Mvex);
        var trex = to.Begin(BoxType.Trex, version: 0, flags: 0);
        to.UInt32(TrackId);
        to.UInt32(1);
        to.Zeros(8); // duration and size stand with each sample
        to.UInt32(SyncSample);
        to.End(trex);
        to.End(mvex);
        to.End(moov);
    }

    /// <summary>moof, and the head of the mdat whose content the frames are, one behind the other.</summary>
    /// <param name="sequence">Rises from fragment to fragment.</param>
    /// <param name="start">Ticks.</param>
    /// <param name="frames">Ticks that each lasts, and its bytes.</param>
    public static void WriteFragmentHead(BoxWriter to, uint sequence, long start, IReadOnlyCollection<(uint Duration, int Size)> frames)
    {
        const uint defaultBaseIsMoof = 0x2_0000, dataOffset = 0x1, sampleDuration = 0x100, sampleSize = 0x200;
        var moof = to.Begin(BoxType.Moof);
        var mfhd = to.Begin(BoxType.Mfhd, version: 0, flags: 0);
        to.UInt32(sequence);
        to.End(mfhd);
        var traf = to.Begin(BoxType.Traf);
        var tfhd = to.Begin(BoxType.Tfhd, version: 0, defaultBaseIsMoof);
        to.UInt32(TrackId);
        to.End(tfhd);
        var tfdt = to.Begin(BoxType.Tfdt, version: 1, flags: 0);
        to.UInt64((ulong)start);
        to.End(tfdt);
        var trun = to.Begin(BoxType.Trun, version: 0, dataOffset | sampleDuration | sampleSize);
        to.UInt32((uint)frames.Count);
        var offset = to.Length;
        to.UInt32(0);
        foreach (var (duration, size) in frames)
        {
            to.UInt32(duration);
            to.UInt32((uint)size);
        }

        to.End(trun);
        to.End(traf);
        to.End(moof);
        to.SetUInt32(offset, (uint)(to.Length - moof + 8)); // behind the head of the mdat
        var mdat = to.Begin(BoxType.Mdat);
        to.SetUInt32(mdat, (uint)(8 + frames.Sum(frame => frame.Size)));
    }

    private static void WriteMovieHeader(BoxWriter to)
    {
        var mvhd = to.Begin(BoxType.Mvhd, version: 0, flags: 0);
        to.Zeros(8);
        to.UInt32(Timescale);
        to.UInt32(0);
        to.UInt32(0x0001_0000); // rate 1
        to.UInt16(0x0100); // volume 1
        to.Zeros(10);
        WriteUnityMatrix(to);
        to.Zeros(24);
        to.UInt32(TrackId + 1);
        to.End(mvhd);
    }

    private static void WriteTrackHeader(BoxWriter to)
    {
        const uint enabledInMovie = 0x3;
        var tkhd = to.Begin(BoxType.Tkhd, version: 0, enabledInMovie);
        to.Zeros(8);
        to.UInt32(TrackId);
        to.Zeros(20); // duration, layer and group: none
        to.UInt16(0x0100);
        to.Zeros(2);
        WriteUnityMatrix(to);
        to.Zeros(8); // no width, no height
        to.End(tkhd);
    }

    private static void WriteUnityMatrix(BoxWriter to)
    {
        foreach (var value in (ReadOnlySpan<uint>)[0x0001_0000, 0, 0, 0, 0x0001_0000, 0, 0, 0, 0x4000_0000]) to.UInt32(value);
    }

    /// <summary>All data are in the same file.</summary>
    private static void WriteDataInformation(BoxWriter to)
    {
        var dinf = to.Begin(BoxType.Dinf);
        var dref = to.Begin(BoxType.Dref, version: 0, flags: 0);
        to.UInt32(1);
        to.End(to.Begin(BoxType.Url, version: 0, flags: 1));
        to.End(dref);
        to.End(dinf);
    }

    private static void WriteSampleTable(BoxWriter to, ReadOnlySpan<byte> head)
    {
        var stbl = to.Begin(BoxType.Stbl);
        var stsd = to.Begin(BoxType.Stsd, version: 0, flags: 0);
        to.UInt32(1);
        var opus = to.Begin(BoxType.Opus);
        to.Zeros(6);
        to.UInt16(1); // data reference
        to.Zeros(8);
        to.UInt16(head[9]);
        to.UInt16(16);
        to.Zeros(4);
        to.UInt32(Timescale << 16);
        var dOps = to.Begin(BoxType.DOps);
        to.Bytes([0, head[9]]); // version, channels
        to.UInt16(BinaryPrimitives.ReadUInt16LittleEndian(head[10..])); // pre-skip
        to.UInt32(BinaryPrimitives.ReadUInt32LittleEndian(head[12..])); // input rate
        to.UInt16(BinaryPrimitives.ReadUInt16LittleEndian(head[16..])); // gain
        to.Zeros(1); // mapping family
        to.End(dOps);
        to.End(opus);
        to.End(stsd);
        // All samples are in fragments.
        foreach (var (table, zeros) in (ReadOnlySpan<(BoxType, int)>)[(BoxType.Stts, 4), (BoxType.Stsc, 4), (BoxType.Stsz, 8), (BoxType.Stco, 4)])
        {
            var empty = to.Begin(table, version: 0, flags: 0);
            to.Zeros(zeros);
            to.End(empty);
        }

        to.End(stbl);
    }
}
