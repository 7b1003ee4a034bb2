using Conference.Recorder.Storage;

namespace Conference.Recorder.Tests.Storage;

/// <summary>What every <see cref="IObjectStore"/> promises; each implementation's test class inherits all of it.</summary>
public abstract class ObjectStoreConformance
{
    private readonly string _prefix = $"test/{Guid.NewGuid():N}";

    private protected abstract IObjectStore Store { get; }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_was_put_is_what_is_opened()
    {
        var content = Bytes(200_000);
        await PutAsync("a/b.bin", content);

        Assert.Equal(content, await ReadAsync("a/b.bin", null));
    }

    [Fact]
    public async Task A_second_put_replaces_the_first()
    {
        await PutAsync("k", Bytes(5000));
        await PutAsync("k", Bytes(100, seed: 2));

        Assert.Equal(Bytes(100, seed: 2), await ReadAsync("k", null));
    }

    [Fact]
    public async Task An_empty_object_is_an_object()
    {
        await PutAsync("empty", []);

        var read = await ReadAsync("empty", null);

        Assert.NotNull(read);
        Assert.Empty(read);
    }

    [Fact]
    public async Task Only_the_rest_of_the_stream_is_put()
    {
        var content = new MemoryStream(Bytes(1000)) { Position = 400 };
        await Store.PutAsync($"{_prefix}/rest", content, "video/mp4", Cancel);

        Assert.Equal(Bytes(1000)[400..], await ReadAsync("rest", null));
    }

    [Fact]
    public async Task An_object_of_forty_megabytes_comes_back_whole()
    {
        var content = Bytes(40 << 20);
        await PutAsync("big", content);

        var read = await ReadAsync("big", null);

        Assert.True(content.AsSpan().SequenceEqual(read));
    }

    [Theory]
    [InlineData(100)]
    [InlineData(40 << 20)]
    public async Task What_is_there_is_not_created_again(int length)
    {
        Assert.True(await CreateAsync("c", Bytes(length)));
        Assert.False(await CreateAsync("c", Bytes(length, seed: 2)));

        var read = await ReadAsync("c", null);
        Assert.True(Bytes(length).AsSpan().SequenceEqual(read));
        await Store.DeleteAsync(KeyOf("c"), Cancel);
        Assert.True(await CreateAsync("c", Bytes(length, seed: 2)));
    }

    [Fact]
    public async Task Of_many_that_create_an_object_at_once_one_does()
    {
        var created = await Task.WhenAll(Enumerable.Range(1, 8).Select(seed => Task.Run(() => CreateAsync("one", Bytes(50_000, seed)))));

        Assert.Single(created, true);
        Assert.Equal(Bytes(50_000, Array.IndexOf(created, true) + 1), await ReadAsync("one", null));
    }

    [Fact]
    public async Task A_put_that_is_cancelled_leaves_nothing_or_all()
    {
        using var cancel = new CancellationTokenSource();
        await cancel.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Store.PutAsync(KeyOf("late"), new MemoryStream(Bytes(40 << 20)), "video/mp4", cancel.Token));

        Assert.Null(await ReadAsync("late", null));
    }

    [Fact]
    public async Task What_is_not_there_opens_as_null()
    {
        Assert.Null(await Store.OpenAsync($"{_prefix}/nothing", null, Cancel));
        Assert.Null(await Store.OpenAsync($"{_prefix}/nothing", new ByteRange(0, 1), Cancel));
    }

    [Theory]
    [InlineData(0L, 0L, 0, 1)]
    [InlineData(10L, 19L, 10, 10)]
    [InlineData(990L, null, 990, 10)]
    [InlineData(990L, 5000L, 990, 10)]
    [InlineData(null, 7L, 993, 7)]
    [InlineData(null, 5000L, 0, 1000)]
    public async Task A_range_gives_its_bytes_and_says_where_they_lie(long? from, long? to, int offset, int length)
    {
        var content = Bytes(1000);
        await PutAsync("r", content);

        await using var part = await Store.OpenAsync($"{_prefix}/r", new ByteRange(from, to), Cancel);

        Assert.NotNull(part);
        Assert.Equal((offset, length, 1000), (part.Offset, part.Length, part.TotalLength));
        var read = new MemoryStream();
        await part.Content.CopyToAsync(read, Cancel);
        Assert.Equal(content[offset..(offset + length)], read.ToArray());
    }

    [Theory]
    [InlineData(1000L, null)]
    [InlineData(5000L, 6000L)]
    [InlineData(20L, 10L)]
    [InlineData(null, 0L)]
    public async Task A_range_beyond_the_object_is_not_satisfiable(long? from, long? to)
    {
        await PutAsync("r", Bytes(1000));

        var error = await Assert.ThrowsAsync<RangeNotSatisfiableException>(() => Store.OpenAsync($"{_prefix}/r", new ByteRange(from, to), Cancel));

        Assert.Equal(1000, error.TotalLength);
    }

    [Fact]
    public async Task A_listing_has_every_key_of_the_prefix_in_order_and_no_other()
    {
        foreach (var key in (string[])["l/b/2", "l/b/10", "l/a", "l/bc", "m/x"]) await PutAsync(key, Bytes(key.Length));

        var listed = await ListAsync("l/");

        Assert.Equal(["l/a", "l/b/10", "l/b/2", "l/bc"], listed.Select(k => k.Key[(_prefix.Length + 1)..]));
        Assert.Equal([3L, 6L, 5L, 4L], listed.Select(k => k.Length));
        Assert.Equal(3, (await ListAsync("l/b")).Count);
        Assert.Empty(await ListAsync("none/"));
    }

    [Fact]
    public async Task A_deleted_object_is_gone_and_deleting_it_again_is_no_error()
    {
        await PutAsync("d", Bytes(10));
        await Store.DeleteAsync($"{_prefix}/d", Cancel);
        await Store.DeleteAsync($"{_prefix}/d", Cancel);

        Assert.Null(await Store.OpenAsync($"{_prefix}/d", null, Cancel));
        Assert.Empty(await ListAsync("d"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("/etc/passwd")]
    [InlineData("../outside")]
    [InlineData("a/../../outside")]
    [InlineData("a//b")]
    [InlineData("a/")]
    [InlineData("a\\b")]
    [InlineData("a b")]
    [InlineData(".hidden")]
    [InlineData("a\0b")]
    public async Task A_key_that_breaks_the_rule_is_refused_by_every_call(string key)
    {
        await Assert.ThrowsAsync<ArgumentException>(() => Store.PutAsync(key, new MemoryStream(), "text/plain", Cancel));
        await Assert.ThrowsAsync<ArgumentException>(() => Store.OpenAsync(key, null, Cancel));
        await Assert.ThrowsAsync<ArgumentException>(() => Store.DeleteAsync(key, Cancel));
        await Assert.ThrowsAsync<ArgumentException>(() => Store.TryCreateAsync(key, new MemoryStream(), "text/plain", Cancel));
        await Assert.ThrowsAsync<ArgumentException>(() => Store.PresignAsync(key, TimeSpan.FromMinutes(1), null, Cancel));
    }

    [Fact]
    public async Task A_probe_of_a_good_store_leaves_nothing_behind()
    {
        await Store.ProbeAsync(Cancel);

        Assert.Empty(await CollectAsync("probe"));
    }

    [Fact]
    public async Task A_reader_sees_the_old_or_the_new_object_and_never_a_mixture()
    {
        var old = Bytes(300_000, seed: 1);
        var fresh = Bytes(300_000, seed: 2);
        await PutAsync("swap", old);
        var writing = Task.Run(
            async () =>
            {
                for (var i = 0; i < 10; i++) await PutAsync("swap", i % 2 == 0 ? fresh : old);
            },
            Cancel);
        do
        {
            var seen = await ReadAsync("swap", null);
            Assert.True(old.AsSpan().SequenceEqual(seen) || fresh.AsSpan().SequenceEqual(seen));
        }
        while (!writing.IsCompleted);
        await writing;
    }

    private protected static byte[] Bytes(int length, int seed = 1)
    {
        var content = new byte[length];
        new Random(seed).NextBytes(content);
        return content;
    }

    private protected string KeyOf(string key) => $"{_prefix}/{key}";

    private protected Task PutAsync(string key, byte[] content) => Store.PutAsync(KeyOf(key), new MemoryStream(content), "application/octet-stream", Cancel);

    private Task<bool> CreateAsync(string key, byte[] content) => Store.TryCreateAsync(KeyOf(key), new MemoryStream(content), "application/octet-stream", Cancel);

    private protected async Task<byte[]?> ReadAsync(string key, ByteRange? range)
    {
        await using var stored = await Store.OpenAsync(KeyOf(key), range, Cancel);
        if (stored is null) return null;
        var read = new MemoryStream();
        await stored.Content.CopyToAsync(read, Cancel);
        Assert.Equal(stored.Length, read.Length);
        return read.ToArray();
    }

    private Task<List<StoredKey>> ListAsync(string prefix) => CollectAsync(KeyOf(prefix));

    private async Task<List<StoredKey>> CollectAsync(string prefix)
    {
        var keys = new List<StoredKey>();
        await foreach (var key in Store.ListAsync(prefix, Cancel)) keys.Add(key);
        return keys;
    }
}
