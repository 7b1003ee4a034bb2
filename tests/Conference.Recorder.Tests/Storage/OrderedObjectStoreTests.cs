using Conference.Recorder.Storage;

namespace Conference.Recorder.Tests.Storage;

/// <summary>A list of two stores is a store like any other.</summary>
public sealed class OrderedObjectStoreTests : ObjectStoreConformance, IAsyncLifetime
{
    private TwoStores? _stores;

    private protected override IObjectStore Store => _stores!.Store;

    public async ValueTask InitializeAsync() => _stores = await TwoStores.CreateAsync();

    public ValueTask DisposeAsync() => _stores!.DisposeAsync();
}
