namespace Conference.Recorder.Tests.Storage;

/// <summary>A server that is killed while it moves an object home, at every moment at which it speaks to a store.</summary>
public sealed class HomewardKillTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_move_that_is_killed_anywhere_loses_nothing_and_is_finished_by_the_next_one()
    {
        var fickle = new List<FickleStore>();
        await using var stores = await TwoStores.CreateAsync(wrap: there =>
        {
            fickle.Add(new FickleStore(there));
            return fickle[^1];
        });
        var moments = 0;
        for (var dies = true; dies; moments++)
        {
            // Home has an older one: the longest way.
            var (key, old, content) = ($"r/{moments}", Bytes(moments, 1), Bytes(moments, 2));
            await stores.Store.PutAsync(key, new MemoryStream(old), "text/plain", Cancel);
            fickle[0].Leave();
            await stores.Store.PutAsync(key, new MemoryStream(content), "text/plain", Cancel);
            fickle[0].Return();
            await stores.Targets.Home.ProbeAsync(Cancel);

            dies = await MoverProcess.DiesAsync(stores, moments + 1, Cancel);

            Assert.Equal(content, await TwoStores.ReadAsync(stores.Store, key));
            // Until the database has noticed the death, others pass the row over.
            await (await stores.Detours.HoldAsync(key, Cancel)).DisposeAsync();
            await stores.Moves.RunAsync(Cancel);
            Assert.Equal(content, await TwoStores.ReadAsync(stores.Store, key));
            Assert.Equal(content, await TwoStores.ReadAsync(stores.Home, key));
            Assert.Empty(await TwoStores.KeysAsync(stores.Partner));
            Assert.Empty(await stores.Detours.ListTargetsAsync(Cancel));
        }

        // Read there, create, read, put and read again at home, delete there: before and after each; the last run is not killed.
        Assert.Equal(13, moments);
    }

    private static byte[] Bytes(int moment, int version) => [.. Enumerable.Range(0, 100_000).Select(i => (byte)(i * 7 + moment * 3 + version))];
}
