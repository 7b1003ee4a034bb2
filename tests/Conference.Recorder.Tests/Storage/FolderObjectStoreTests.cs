using Conference.Recorder.Storage;

namespace Conference.Recorder.Tests.Storage;

public sealed class FolderObjectStoreTests : ObjectStoreConformance, IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("conference-store-").FullName;
    private FolderObjectStore? _store;

    private protected override IObjectStore Store => _store ??= new FolderObjectStore(_folder);

    [Fact]
    public async Task A_folder_has_no_presigned_urls() => Assert.Null(await Store.PresignAsync("a", TimeSpan.FromMinutes(5), null, TestContext.Current.CancellationToken));

    [Fact]
    public void A_folder_that_cannot_be_made_is_a_named_error()
    {
        var file = Path.Combine(_folder, "file");
        File.WriteAllText(file, "");

        var error = Assert.Throws<ObjectStoreException>(() => new FolderObjectStore(Path.Combine(file, "store")));

        Assert.Contains(file, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_put_whose_source_breaks_leaves_the_old_object_and_no_temporary_file()
    {
        await PutAsync("k", Bytes(100));

        await Assert.ThrowsAsync<ObjectStoreException>(() => Store.PutAsync(KeyOf("k"), new BrokenStream(), "text/plain", TestContext.Current.CancellationToken));

        Assert.Equal(Bytes(100), await ReadAsync("k", null));
        Assert.Single(Directory.GetFiles(_folder, "*", SearchOption.AllDirectories));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private sealed class BrokenStream : MemoryStream
    {
        public override Task CopyToAsync(Stream destination, int bufferSize, CancellationToken cancellationToken) => throw new IOException("No space left on device");
    }
}
