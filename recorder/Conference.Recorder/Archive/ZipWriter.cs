using System.Buffers;
using System.IO.Hashing;

namespace Conference.Recorder.Archive;

/// <summary>
/// Writes a ZIP file into a stream that cannot seek. Files are stored as they are: media does not shrink. Their lengths are known beforehand, so the
/// length of the whole is too; their checksums are not, and follow them.
/// </summary>
internal sealed class ZipWriter(Stream output, DateTimeOffset modified)
{
    private const int BufferBytes = 1 << 17;

    private readonly uint _modified = ZipRecords.DosTime(modified);
    private readonly List<(ZipEntry Entry, long Offset, uint Crc)> _written = [];
    private long _position;

    /// <summary>Bytes of a ZIP file with these files.</summary>
    public static long Measure(IReadOnlyCollection<ZipEntry> entries)
    {
        long offset = 0, directory = 0;
        foreach (var entry in entries)
        {
            directory += ZipRecords.CentralLength(entry, offset);
            offset += ZipRecords.LocalLength(entry) + entry.Length + ZipRecords.DescriptorLength(entry);
        }

        return offset + directory + ZipRecords.EndLength(entries.Count, offset, directory);
    }

    /// <summary>Writes one file, whose pieces together have its length. They are disposed one by one.</summary>
    /// <exception cref="InvalidDataException">They have another length: what was written so far is no ZIP file.</exception>
    public async Task AddAsync(ZipEntry entry, IAsyncEnumerable<Stream> pieces, CancellationToken cancellationToken)
    {
        var offset = _position;
        await WriteAsync(ZipRecords.Local(entry, _modified), cancellationToken);
        var start = _position;
        var crc = new Crc32();
        await foreach (var piece in pieces.WithCancellation(cancellationToken))
        {
            await using (piece) await CopyAsync(piece, crc, cancellationToken);
        }

        if (_position - start != entry.Length) throw new InvalidDataException($"{entry.Name} has {_position - start} bytes in place of {entry.Length}.");
        var checksum = crc.GetCurrentHashAsUInt32();
        await WriteAsync(ZipRecords.Descriptor(entry, checksum), cancellationToken);
        _written.Add((entry, offset, checksum));
    }

    /// <summary>Writes the directory at the end, without which nothing can be read.</summary>
    public async Task FinishAsync(CancellationToken cancellationToken)
    {
        var start = _position;
        foreach (var (entry, offset, crc) in _written) await WriteAsync(ZipRecords.Central(entry, offset, _modified, crc), cancellationToken);
        await WriteAsync(ZipRecords.EndOfDirectory(_written.Count, start, _position - start), cancellationToken);
        await output.FlushAsync(cancellationToken);
    }

    private async Task CopyAsync(Stream piece, Crc32 crc, CancellationToken cancellationToken)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(BufferBytes);
        try
        {
            while (await piece.ReadAsync(buffer, cancellationToken) is var read and > 0)
            {
                crc.Append(buffer.AsSpan(0, read));
                await WriteAsync(buffer.AsMemory(0, read), cancellationToken);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private async Task WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        await output.WriteAsync(bytes, cancellationToken);
        _position += bytes.Length;
    }
}
