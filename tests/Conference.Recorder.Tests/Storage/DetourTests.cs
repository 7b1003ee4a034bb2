using Conference.Recorder.Storage;
using Conference.Testing;

namespace Conference.Recorder.Tests.Storage;

/// <summary>What happens to objects while home is away, and afterwards.</summary>
public sealed class DetourTests : IAsyncLifetime
{
    private readonly List<FickleStore> _fickle = [];
    private TwoStores? _stores;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private TwoStores Stores => _stores!;

    private FickleStore Home => _fickle[0];

    private FickleStore Partner => _fickle[1];

    public async ValueTask InitializeAsync() => _stores = await TwoStores.CreateAsync(wrap: Fickle);

    public ValueTask DisposeAsync() => _stores!.DisposeAsync();

    [Fact]
    public async Task While_home_is_away_objects_go_to_the_next_and_everybody_finds_them_there()
    {
        await PutAsync("r/1", 1);
        Home.Leave();
        await PutAsync("r/2", 2);
        await PutAsync("r/2", 3);

        Assert.Equal(["r/2"], await TwoStores.KeysAsync(Stores.Partner));
        Assert.Equal(Bytes(3), await TwoStores.ReadAsync(Stores.Store, "r/2"));
        await Assert.ThrowsAsync<ObjectStoreException>(() => TwoStores.ReadAsync(Stores.Store, "r/1"));
        Assert.Equal([("partner", 1L, (long)Bytes(3).Length)], await Stores.Detours.CountAsync(Cancel));
    }

    [Fact]
    public async Task What_waits_elsewhere_is_moved_home_when_home_is_back_and_the_copies_are_deleted()
    {
        await PutAsync("r/index.m3u8", 1);
        Home.Leave();
        await PutAsync("r/index.m3u8", 2);
        for (var i = 10; i < 40; i++) await PutAsync($"r/{i}", i);
        await Stores.Keeper.TurnAsync(everyone: false, Cancel);
        Assert.Equal(31, (await TwoStores.KeysAsync(Stores.Partner)).Count);

        Home.Return();
        await Stores.Keeper.TurnAsync(everyone: false, Cancel);

        Assert.Empty(await TwoStores.KeysAsync(Stores.Partner));
        Assert.Equal(Bytes(2), await TwoStores.ReadAsync(Stores.Home, "r/index.m3u8"));
        for (var i = 10; i < 40; i++) Assert.Equal(Bytes(i), await TwoStores.ReadAsync(Stores.Home, $"r/{i}"));
        Assert.Empty(await Stores.Detours.ListTargetsAsync(Cancel));
    }

    [Fact]
    public async Task A_put_at_home_supersedes_what_waits_elsewhere_for_good()
    {
        Home.Leave();
        await PutAsync("k", 1);
        Home.Return();
        await Stores.Targets.Home.ProbeAsync(Cancel);
        await PutAsync("k", 2);

        Assert.Equal(Bytes(2), await TwoStores.ReadAsync(Stores.Store, "k"));
        await Stores.Keeper.TurnAsync(everyone: false, Cancel);
        Assert.Equal(Bytes(2), await TwoStores.ReadAsync(Stores.Home, "k"));
        Assert.Empty(await TwoStores.KeysAsync(Stores.Partner));
    }

    [Fact]
    public async Task A_put_while_the_older_one_is_on_its_way_home_waits_for_it_and_wins()
    {
        Home.Leave();
        await PutAsync("k", 1);
        Home.Return();
        await Stores.Targets.Home.ProbeAsync(Cancel);
        // The mover has copied the old one out and now asks home to take it; meanwhile the new one comes.
        Task? put = null;
        Home.Before = () =>
        {
            Home.Before = null;
            put = Task.Run(() => PutAsync("k", 2), Cancel);
            return Task.CompletedTask;
        };

        Assert.Equal(1, await Stores.Moves.RunAsync(Cancel));
        await put!;

        Assert.Equal(Bytes(2), await TwoStores.ReadAsync(Stores.Store, "k"));
        await Stores.Moves.RunAsync(Cancel);
        Assert.Equal(Bytes(2), await TwoStores.ReadAsync(Stores.Home, "k"));
    }

    [Fact]
    public async Task A_copy_that_is_not_what_was_put_is_not_moved_and_not_deleted()
    {
        Home.Leave();
        await PutAsync("k", 1);
        await Stores.Partner.PutAsync("k", new MemoryStream(Bytes(9)), "text/plain", Cancel);
        Home.Return();

        await Stores.Keeper.TurnAsync(everyone: false, Cancel);

        Assert.Null(await TwoStores.ReadAsync(Stores.Home, "k"));
        Assert.Equal(Bytes(9), await TwoStores.ReadAsync(Stores.Partner, "k"));
        Assert.Equal("partner", await Stores.Detours.FindAsync("k", Cancel));
    }

    [Fact]
    public async Task A_put_that_a_crash_cut_off_is_no_object_and_its_rest_is_deleted()
    {
        await Stores.Detours.BeginAsync("k", "partner", "text/plain", 10, new byte[32], TimeSpan.Zero, Cancel);
        await Stores.Partner.PutAsync("k", new MemoryStream(Bytes(1)), "text/plain", Cancel);

        Assert.Null(await TwoStores.ReadAsync(Stores.Store, "k"));
        await Stores.Keeper.TurnAsync(everyone: false, Cancel);

        Assert.Empty(await TwoStores.KeysAsync(Stores.Partner));
        Assert.Empty(await Stores.Detours.ListTargetsAsync(Cancel));
    }

    [Fact]
    public async Task A_put_over_a_kept_one_that_a_crash_cut_off_after_the_store_had_it_is_moved_all_the_same()
    {
        Home.Leave();
        await PutAsync("k", 1);
        var hash = System.Security.Cryptography.SHA256.HashData(Bytes(2));
        await Stores.Detours.BeginAsync("k", "partner", "text/plain", Bytes(2).Length, hash, TimeSpan.Zero, Cancel);
        await Stores.Partner.PutAsync("k", new MemoryStream(Bytes(2)), "text/plain", Cancel);
        Home.Return();

        await Stores.Keeper.TurnAsync(everyone: false, Cancel);

        Assert.Equal(Bytes(2), await TwoStores.ReadAsync(Stores.Home, "k"));
    }

    [Fact]
    public async Task A_put_whose_row_was_taken_away_meanwhile_is_not_confirmed()
    {
        Home.Leave();
        await PutAsync("k", 1);
        Partner.Before = async () =>
        {
            await using var hold = await Stores.Detours.HoldAsync("k", Cancel);
            await hold.ReleaseAsync(Cancel);
        };

        await Assert.ThrowsAsync<ObjectStoreException>(() => PutAsync("k", 2));
    }

    [Fact]
    public async Task Movers_of_several_servers_share_the_work()
    {
        Home.Leave();
        for (var i = 0; i < 40; i++) await PutAsync($"r/{i}", i);
        Home.Return();
        await Stores.Targets.Home.ProbeAsync(Cancel);

        var moved = await Task.WhenAll(Stores.Moves.RunAsync(Cancel), Stores.Moves.RunAsync(Cancel), Stores.Moves.RunAsync(Cancel));

        Assert.Equal(40, moved.Sum());
        for (var i = 0; i < 40; i++) Assert.Equal(Bytes(i), await TwoStores.ReadAsync(Stores.Home, $"r/{i}"));
        await Stores.Moves.RunAsync(Cancel);
        Assert.Empty(await TwoStores.KeysAsync(Stores.Partner));
    }

    [Fact]
    public async Task A_listing_has_what_is_at_home_and_what_is_elsewhere_once_each_in_order()
    {
        await PutAsync("r/b", 1);
        await PutAsync("r/d", 2);
        Home.Leave();
        foreach (var key in (string[])["r/e", "r/a", "r/d", "s/x"]) await PutAsync(key, 3);
        Home.Return();
        await Stores.Targets.Home.ProbeAsync(Cancel);

        var listed = new List<StoredKey>();
        await foreach (var key in Stores.Store.ListAsync("r/", Cancel)) listed.Add(key);

        Assert.Equal([("r/a", 3), ("r/b", 1), ("r/d", 3), ("r/e", 3)], listed.Select(key => (key.Key, SeedOf(key.Length))));
    }

    [Fact]
    public async Task What_is_deleted_while_it_waits_elsewhere_is_gone_everywhere()
    {
        Home.Leave();
        await PutAsync("k", 1);
        await Assert.ThrowsAsync<ObjectStoreException>(() => Stores.Store.DeleteAsync("k", Cancel));
        Assert.Equal(Bytes(1), await TwoStores.ReadAsync(Stores.Store, "k"));
        Home.Return();
        await Stores.Targets.Home.ProbeAsync(Cancel);

        await Stores.Store.DeleteAsync("k", Cancel);

        Assert.Null(await TwoStores.ReadAsync(Stores.Store, "k"));
        await Stores.Keeper.TurnAsync(everyone: false, Cancel);
        Assert.Empty(await TwoStores.KeysAsync(Stores.Partner));
        Assert.Null(await TwoStores.ReadAsync(Stores.Home, "k"));
    }

    [Fact]
    public async Task Nothing_is_created_while_home_cannot_say_whether_it_is_there()
    {
        Home.Leave();
        await PutAsync("k", 1);

        Assert.False(await Stores.Store.TryCreateAsync("k", new MemoryStream(Bytes(2)), "text/plain", Cancel));
        await Assert.ThrowsAsync<ObjectStoreException>(() => Stores.Store.TryCreateAsync("l", new MemoryStream(Bytes(2)), "text/plain", Cancel));
    }

    [Fact]
    public async Task With_every_store_away_a_put_is_refused_as_passing_and_the_stream_stands_where_it_stood()
    {
        Home.Leave();
        Partner.Leave();
        var content = new MemoryStream(Bytes(1)) { Position = 5 };

        var error = await Assert.ThrowsAsync<ObjectStoreException>(() => Stores.Store.PutAsync("k", content, "text/plain", Cancel));

        Assert.True(error.IsTransient);
        Assert.Equal(5, content.Position);
        Partner.Return();
        await Stores.Targets.All[1].ProbeAsync(Cancel);
        await Stores.Store.PutAsync("k", content, "text/plain", Cancel);
        Assert.Equal(Bytes(1)[5..], await TwoStores.ReadAsync(Stores.Store, "k"));
    }

    [Fact]
    public async Task A_source_that_cannot_be_read_is_no_stores_fault()
    {
        await Assert.ThrowsAnyAsync<ObjectStoreException>(() => Stores.Store.PutAsync("k", new UnreadableStream(), "text/plain", Cancel));

        Assert.All(Stores.Targets.All, target => Assert.Null(target.Absence));
    }

    [Fact]
    public async Task An_object_that_may_not_be_read_takes_no_store_away()
    {
        await PutAsync("k", 1);
        Home.Before = () => throw new ObjectStoreException("Access denied.", isTransient: false);
        await Assert.ThrowsAsync<ObjectStoreException>(() => TwoStores.ReadAsync(Stores.Store, "k"));

        Assert.Null(Stores.Targets.Home.Absence);
        await PutAsync("l", 2);
        Assert.Equal(Bytes(2), await TwoStores.ReadAsync(Stores.Partner, "l"));
        Assert.NotNull(Stores.Targets.Home.Absence);
    }

    [Fact]
    public async Task Whoever_asks_a_store_that_hangs_whether_it_is_back_waits_for_one_probe()
    {
        Home.Hang();
        using var impatient = new CancellationTokenSource();
        var probes = Enumerable.Range(0, 5).Select(_ => Stores.Targets.Home.ProbeAsync(impatient.Token)).ToList();
        while (Home.Calls == 0) await Task.Yield();
        await impatient.CancelAsync();

        foreach (var probe in probes) await Assert.ThrowsAnyAsync<OperationCanceledException>(() => probe);
        Assert.Equal(1, Home.Calls);
    }

    [Fact]
    public async Task A_store_that_hangs_costs_its_limit_once_and_then_nothing()
    {
        var time = new ManualTime(DateTimeOffset.UtcNow);
        _fickle.Clear();
        await using var stores = await TwoStores.CreateAsync(wrap: Fickle, time: time);
        Home.Hang();
        var put = stores.Store.PutAsync("k", new MemoryStream(Bytes(1)), "text/plain", Cancel);
        while (Home.Calls == 0) await Task.Yield();
        Assert.False(put.IsCompleted);

        // The call is under way before its limit begins to run.
        while (stores.Targets.Home.Absence is null)
        {
            time.Advance(StoreTarget.AnswerLimit + TimeSpan.FromSeconds(1));
            await Task.Yield();
        }

        await put;
        var calls = Home.Calls;
        await stores.Store.PutAsync("l", new MemoryStream(Bytes(2)), "text/plain", Cancel);
        Assert.Equal(Bytes(1), await TwoStores.ReadAsync(stores.Store, "k"));
        Assert.Equal(Bytes(2), await TwoStores.ReadAsync(stores.Store, "l"));
        Assert.Equal(calls, Home.Calls);
    }

    [Fact]
    public async Task A_target_that_still_holds_objects_cannot_leave_the_list()
    {
        await Stores.Detours.BeginAsync("k", "attic", "text/plain", 10, new byte[32], TimeSpan.FromHours(1), Cancel);

        var error = await Assert.ThrowsAsync<InvalidOperationException>(() => Stores.Keeper.StartAsync(Cancel));

        Assert.Contains("store attic", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_store_that_refuses_us_for_good_stops_the_start_by_name_and_one_that_is_away_does_not()
    {
        Home.Leave();
        await Stores.Keeper.StartAsync(Cancel);
        await Stores.Keeper.StopAsync(Cancel);
        Assert.NotNull(Stores.Targets.Home.Absence);

        Partner.Before = () => throw new ObjectStoreException("Access denied.", isTransient: false);
        var error = await Assert.ThrowsAsync<InvalidOperationException>(() => Stores.Keeper.StartAsync(Cancel));

        Assert.Contains("store partner: Access denied.", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_operator_hears_where_recordings_go_what_is_away_and_what_waits()
    {
        var health = new StoreHealth(Stores.Targets, Stores.Detours, TimeProvider.System);
        Assert.Equal("Recordings go to store home.", await health.CheckAsync(Cancel));
        Home.Leave();
        await PutAsync("k", 1);

        var sentence = await health.CheckAsync(Cancel);

        Assert.StartsWith("Recordings go to store partner. Store home is away since ", sentence, StringComparison.Ordinal);
        Assert.EndsWith("1 objects (0 MB) wait in store partner to be moved home.", sentence, StringComparison.Ordinal);
        Partner.Leave();
        var error = await Assert.ThrowsAsync<ObjectStoreException>(() => health.CheckAsync(Cancel));
        Assert.Contains("Store home is away", error.Message, StringComparison.Ordinal);
    }

    private static byte[] Bytes(int seed) => [.. Enumerable.Range(0, 1000 + seed).Select(i => (byte)(i * 31 + seed))];

    private static int SeedOf(long length) => (int)length - 1000;

    private Task PutAsync(string key, int seed) => Stores.Store.PutAsync(key, new MemoryStream(Bytes(seed)), "text/plain", Cancel);

    private FickleStore Fickle(IObjectStore there)
    {
        var store = new FickleStore(there);
        _fickle.Add(store);
        return store;
    }

    private sealed class UnreadableStream : MemoryStream
    {
        public UnreadableStream()
            : base(new byte[100])
        {
        }

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => throw new IOException("Input/output error");
    }
}
