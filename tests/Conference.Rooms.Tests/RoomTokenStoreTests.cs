namespace Conference.Rooms.Tests;

public sealed class RoomTokenStoreTests(StorageFixture storage) : IClassFixture<StorageFixture>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_token_is_there_until_it_is_withdrawn_once()
    {
        var room = await storage.AddRoomAsync();
        var token = await CreateAsync(room, TimeSpan.FromHours(1));

        Assert.True(await storage.RoomTokens.ExistsAsync(token.Id, Cancellation));
        Assert.True(await storage.RoomTokens.RemoveAsync(room.Id, token.Id, Cancellation));
        Assert.False(await storage.RoomTokens.ExistsAsync(token.Id, Cancellation));
        Assert.False(await storage.RoomTokens.RemoveAsync(room.Id, token.Id, Cancellation));
    }

    [Fact]
    public async Task A_token_is_withdrawn_in_its_own_room_only()
    {
        var token = await CreateAsync(await storage.AddRoomAsync(), TimeSpan.FromHours(1));

        Assert.False(await storage.RoomTokens.RemoveAsync((await storage.AddRoomAsync()).Id, token.Id, Cancellation));
        Assert.True(await storage.RoomTokens.ExistsAsync(token.Id, Cancellation));
    }

    [Fact]
    public async Task The_list_has_what_is_good_newest_first_and_what_has_expired_is_forgotten()
    {
        var room = await storage.AddRoomAsync();
        var expired = await CreateAsync(room, TimeSpan.FromSeconds(-1));
        Assert.Empty(await storage.RoomTokens.ListAsync(room.Id, Cancellation));

        var (first, second) = (await CreateAsync(room, TimeSpan.FromHours(1)), await CreateAsync(room, TimeSpan.FromHours(1)));
        Assert.Equal([second.Id, first.Id], (await storage.RoomTokens.ListAsync(room.Id, Cancellation)).Select(token => token.Id));
        Assert.False(await storage.RoomTokens.ExistsAsync(expired.Id, Cancellation));
    }

    private Task<RoomToken> CreateAsync(Room room, TimeSpan lifetime) =>
        storage.RoomTokens.CreateAsync(room.Id, RoomTokenUse.Whip, "OBS", ParticipantRole.Teacher, lifetime, Cancellation);
}
