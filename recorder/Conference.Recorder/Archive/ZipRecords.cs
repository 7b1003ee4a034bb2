using System.Text;

namespace Conference.Recorder.Archive;

/// <summary>
/// The records of a ZIP file (PKWARE APPNOTE 6.3.10) whose files are stored as they are. ZIP64 where a number needs it, and nowhere else: old programs
/// read the rest.
/// </summary>
internal static class ZipRecords
{
    private const uint LocalHeader = 0x04034B50;
    private const uint DataDescriptor = 0x08074B50;
    private const uint CentralHeader = 0x02014B50;
    private const uint Zip64End = 0x06064B50;
    private const uint Zip64Locator = 0x07064B50;
    private const uint End = 0x06054B50;

    /// <summary>§4.4.4: the checksum follows the file (bit 3), names are UTF-8 (bit 11).</summary>
    private const ushort Flags = 1 << 3 | 1 << 11;

    /// <summary>§4.4.3: 2.0 for folders, 4.5 for ZIP64.</summary>
    private const ushort Version = 20;
    private const ushort Zip64Version = 45;

    /// <summary>§4.4.2: this version, on Unix, so that the mode is understood.</summary>
    private const ushort MadeBy = 3 << 8 | Zip64Version;

    private const ushort Zip64Extra = 0x0001;

    /// <summary>-rw-r--r-- in the upper half (§4.4.15).</summary>
    private const uint Mode = 0x81A4u << 16;

    /// <summary>
    /// §4.3.7, before a file. The lengths are told although bit 3 would let them be zero: programs that read from the front need them for stored files.
    /// </summary>
    /// <param name="modified">MS-DOS time and date, see <see cref="DosTime"/>.</param>
    public static byte[] Local(ZipEntry entry, uint modified)
    {
        var name = Encoding.UTF8.GetBytes(entry.Name);
        var isLarge = IsLarge(entry.Length);
        var fields = new ZipFields(LocalLength(entry));
        fields.Write(LocalHeader);
        fields.Write(isLarge ? Zip64Version : Version);
        WriteCommon(ref fields, modified, crc: 0, entry.Length);
        fields.Write((ushort)name.Length);
        fields.Write((ushort)(isLarge ? 20 : 0));
        fields.Write(name);
        if (isLarge)
        {
            fields.Write(Zip64Extra);
            fields.Write((ushort)16);
            fields.Write(entry.Length);
            fields.Write(entry.Length);
        }

        return fields.Bytes;
    }

    /// <summary>§4.3.9, behind a file.</summary>
    public static byte[] Descriptor(ZipEntry entry, uint crc)
    {
        var fields = new ZipFields(DescriptorLength(entry));
        fields.Write(DataDescriptor);
        fields.Write(crc);
        for (var i = 0; i < 2; i++)
        {
            if (IsLarge(entry.Length)) fields.Write(entry.Length);
            else fields.Write((uint)entry.Length);
        }

        return fields.Bytes;
    }

    /// <summary>§4.3.12, a line of the directory.</summary>
    /// <param name="offset">Where the file's local header begins.</param>
    public static byte[] Central(ZipEntry entry, long offset, uint modified, uint crc)
    {
        var name = Encoding.UTF8.GetBytes(entry.Name);
        var (isLarge, isFar) = (IsLarge(entry.Length), IsLarge(offset));
        var fields = new ZipFields(CentralLength(entry, offset));
        fields.Write(CentralHeader);
        fields.Write(MadeBy);
        fields.Write(isLarge || isFar ? Zip64Version : Version);
        WriteCommon(ref fields, modified, crc, entry.Length);
        fields.Write((ushort)name.Length);
        fields.Write((ushort)ExtraLength(isLarge, isFar));
        fields.Skip(6); // no comment, first disk, no internal attributes
        fields.Write(Mode);
        fields.Write((uint)Math.Min(offset, uint.MaxValue));
        fields.Write(name);
        if (!isLarge && !isFar) return fields.Bytes;
        fields.Write(Zip64Extra);
        fields.Write((ushort)(ExtraLength(isLarge, isFar) - 4));
        if (isLarge)
        {
            fields.Write(entry.Length);
            fields.Write(entry.Length);
        }

        if (isFar) fields.Write(offset);
        return fields.Bytes;
    }

    /// <summary>§4.3.14 to §4.3.16, behind the directory.</summary>
    /// <param name="start">Where the directory begins.</param>
    /// <param name="length">Bytes of it.</param>
    public static byte[] EndOfDirectory(int count, long start, long length)
    {
        var fields = new ZipFields(EndLength(count, start, length));
        if (NeedsZip64End(count, start, length))
        {
            fields.Write(Zip64End);
            fields.Write(44L); // of the record, from here on
            fields.Write(MadeBy);
            fields.Write(Zip64Version);
            fields.Skip(8); // one disk
            fields.Write((long)count);
            fields.Write((long)count);
            fields.Write(length);
            fields.Write(start);
            fields.Write(Zip64Locator);
            fields.Skip(4);
            fields.Write(start + length);
            fields.Write(1u);
        }

        fields.Write(End);
        fields.Skip(4);
        fields.Write((ushort)Math.Min(count, ushort.MaxValue));
        fields.Write((ushort)Math.Min(count, ushort.MaxValue));
        fields.Write((uint)Math.Min(length, uint.MaxValue));
        fields.Write((uint)Math.Min(start, uint.MaxValue));
        fields.Skip(2);
        return fields.Bytes;
    }

    public static int LocalLength(ZipEntry entry) => 30 + Encoding.UTF8.GetByteCount(entry.Name) + (IsLarge(entry.Length) ? 20 : 0);

    public static int DescriptorLength(ZipEntry entry) => IsLarge(entry.Length) ? 24 : 16;

    public static int CentralLength(ZipEntry entry, long offset) =>
        46 + Encoding.UTF8.GetByteCount(entry.Name) + ExtraLength(IsLarge(entry.Length), IsLarge(offset));

    public static int EndLength(int count, long start, long length) => 22 + (NeedsZip64End(count, start, length) ? 56 + 20 : 0);

    /// <summary>§4.4.6, in UTC, because no time zone can be told.</summary>
    public static uint DosTime(DateTimeOffset moment)
    {
        var time = moment.UtcDateTime;
        // The format begins with 1980 and ends with 2107.
        if (time.Year is < 1980 or > 2107) return 1 << 21 | 1 << 16;
        return (uint)((time.Year - 1980) << 25 | time.Month << 21 | time.Day << 16 | time.Hour << 11 | time.Minute << 5 | time.Second / 2);
    }

    /// <summary>What both headers of a file say in the same order.</summary>
    private static void WriteCommon(ref ZipFields fields, uint modified, uint crc, long length)
    {
        fields.Write(Flags);
        fields.Skip(2); // stored
        fields.Write(modified);
        fields.Write(crc);
        fields.Write((uint)Math.Min(length, uint.MaxValue));
        fields.Write((uint)Math.Min(length, uint.MaxValue));
    }

    private static bool IsLarge(long value) => value >= uint.MaxValue;

    private static bool NeedsZip64End(int count, long start, long length) => count >= ushort.MaxValue || IsLarge(start) || IsLarge(length);

    private static int ExtraLength(bool isLarge, bool isFar) => isLarge || isFar ? 4 + (isLarge ? 16 : 0) + (isFar ? 8 : 0) : 0;
}
