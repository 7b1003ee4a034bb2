using System.IO.Compression;
using System.Text;
using Conference.Recorder.Archive;

namespace Conference.Recorder.Tests.Archive;

/// <summary>Read back by the framework's own ZIP reader, which is not ours.</summary>
public sealed class ZipWriterTests
{
    private static readonly DateTimeOffset Modified = new(2026, 3, 1, 10, 20, 30, TimeSpan.Zero);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Files_come_back_and_the_length_was_known_before()
    {
        (string Name, byte[] Content)[] files = [("a/лекция.txt", "Hello"u8.ToArray()), ("a/empty.bin", []), ("a/picture.bin", [.. Enumerable.Range(0, 300_000).Select(i => (byte)i)])];
        var stream = new MemoryStream();
        var zip = new ZipWriter(stream, Modified);
        foreach (var (name, content) in files) await zip.AddAsync(new ZipEntry(name, content.Length), Pieces(content), Cancellation);
        await zip.FinishAsync(Cancellation);

        Assert.Equal(ZipWriter.Measure([.. files.Select(file => new ZipEntry(file.Name, file.Content.Length))]), stream.Length);
        using var read = new ZipArchive(stream, ZipArchiveMode.Read);
        Assert.Equal(files.Select(file => file.Name), read.Entries.Select(entry => entry.FullName));
        foreach (var (name, content) in files)
        {
            Assert.Equal(content, await ContentAsync(read.GetEntry(name)!));
            Assert.Equal(new DateTime(2026, 3, 1, 10, 20, 30), read.GetEntry(name)!.LastWriteTime.DateTime);
        }
    }

    [Fact]
    public async Task A_file_of_more_than_4_GiB_and_one_behind_it_come_back()
    {
        const long large = (4L << 30) + 5;
        var stream = new SparseStream();
        var zip = new ZipWriter(stream, Modified);
        await zip.AddAsync(new ZipEntry("large.mp4", large), Zeros(large), Cancellation);
        await zip.AddAsync(new ZipEntry("behind.txt", 3), Pieces("end"u8.ToArray()), Cancellation);
        await zip.FinishAsync(Cancellation);

        Assert.Equal(ZipWriter.Measure([new ZipEntry("large.mp4", large), new ZipEntry("behind.txt", 3)]), stream.Length);
        using var read = new ZipArchive(stream, ZipArchiveMode.Read);
        Assert.Equal((large, large), (read.GetEntry("large.mp4")!.Length, read.GetEntry("large.mp4")!.CompressedLength));
        Assert.Equal("end", Encoding.ASCII.GetString(await ContentAsync(read.GetEntry("behind.txt")!)));
    }

    [Fact]
    public async Task More_files_than_16_bits_count_come_back()
    {
        var stream = new MemoryStream();
        var zip = new ZipWriter(stream, Modified);
        var entries = Enumerable.Range(0, 70_000).Select(n => new ZipEntry($"{n}", 0)).ToList();
        foreach (var entry in entries) await zip.AddAsync(entry, Pieces(), Cancellation);
        await zip.FinishAsync(Cancellation);

        Assert.Equal(ZipWriter.Measure(entries), stream.Length);
        using var read = new ZipArchive(stream, ZipArchiveMode.Read);
        Assert.Equal(70_000, read.Entries.Count);
    }

    [Theory, InlineData(4), InlineData(6)]
    public async Task Content_of_another_length_than_was_told_is_no_archive(int told)
    {
        var zip = new ZipWriter(new MemoryStream(), Modified);
        await Assert.ThrowsAsync<InvalidDataException>(() => zip.AddAsync(new ZipEntry("a", told), Pieces("Hello"u8.ToArray()), Cancellation));
    }

    private static async Task<byte[]> ContentAsync(ZipArchiveEntry entry)
    {
        var content = new MemoryStream();
        await using var from = await entry.OpenAsync(Cancellation);
        await from.CopyToAsync(content, Cancellation);
        return content.ToArray();
    }

    private static async IAsyncEnumerable<Stream> Pieces(params byte[] content)
    {
        await Task.CompletedTask;
        var half = content.Length / 2;
        yield return new MemoryStream(content, 0, half);
        yield return new MemoryStream(content, half, content.Length - half);
    }

    private static async IAsyncEnumerable<Stream> Zeros(long length)
    {
        await Task.CompletedTask;
        var block = new byte[16 << 20];
        for (long at = 0; at < length; at += block.Length) yield return new MemoryStream(block, 0, (int)Math.Min(block.Length, length - at));
    }
}
