namespace Conference.Rooms.Tests;

public sealed class RoomStoreTests(StorageFixture storage) : IClassFixture<StorageFixture>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_room_is_found_by_its_code_with_its_owner_and_both_switches_on()
    {
        var room = await storage.AddRoomAsync();

        var found = await storage.Rooms.FindAsync(room.Code, Cancellation);

        Assert.True(RoomCode.IsWellFormed(room.Code));
        Assert.Equal((room.Id, "Algebra", "Ada", true, true),
            (found!.Id, found.Title, found.Owner!.Name, found.StudentsMaySpeak, found.StudentsMayShowCamera));
        Assert.Equal(room.Id, (await storage.Rooms.FindAsync(room.Id, Cancellation))!.Id);
    }

    [Theory]
    [InlineData("")]
    [InlineData("abc")]
    [InlineData("ABCDEFGHIJKL")]
    [InlineData("' OR 1=1; --")]
    [InlineData("abcdefghijkl")]
    public async Task A_code_of_no_room_finds_nothing(string code) => Assert.Null(await storage.Rooms.FindAsync(code, Cancellation));

    [Fact]
    public async Task A_switch_that_is_not_named_stays()
    {
        var room = await storage.AddRoomAsync();

        Assert.True(await storage.Rooms.SetSwitchesAsync(room.Id, false, null, Cancellation));
        Assert.True(await storage.Rooms.SetSwitchesAsync(room.Id, null, false, Cancellation));
        Assert.True(await storage.Rooms.SetSwitchesAsync(room.Id, true, null, Cancellation));

        var found = await storage.Rooms.FindAsync(room.Code, Cancellation);
        Assert.Equal((true, false), (found!.StudentsMaySpeak, found.StudentsMayShowCamera));
        Assert.False(await storage.Rooms.SetSwitchesAsync(Guid.NewGuid(), true, true, Cancellation));
    }

    [Fact]
    public async Task The_list_is_newest_first_and_knows_whose_room_it_is()
    {
        var owner = await storage.AddPersonAsync();
        var first = await storage.Rooms.CreateAsync(owner.Id, "First", Cancellation);
        var second = await storage.Rooms.CreateAsync(owner.Id, "Second", Cancellation);
        var foreign = await storage.AddRoomAsync();

        Assert.Equal([second.Id, first.Id], (await storage.Rooms.ListAsync(owner.Id, Cancellation)).Select(room => room.Id));
        Assert.Contains(foreign.Id, (await storage.Rooms.ListAsync(null, Cancellation)).Select(room => room.Id));
    }

    [Fact]
    public async Task The_recording_policy_is_kept_whole_and_begins_as_recorded_by_hand_for_staff_for_good()
    {
        var room = await storage.AddRoomAsync();
        Assert.Equal(new RecordingPolicy(RecordingMode.Manual, RecordingAudience.Staff, null, false), room.RecordingPolicy);

        var policy = new RecordingPolicy(RecordingMode.Automatic, RecordingAudience.Link, 30, true);
        Assert.True(await storage.Rooms.SetRecordingPolicyAsync(room.Id, policy, Cancellation));
        await storage.Rooms.SetSwitchesAsync(room.Id, false, null, Cancellation);

        Assert.Equal(policy, (await storage.Rooms.FindAsync(room.Code, Cancellation))!.RecordingPolicy);
        Assert.False(await storage.Rooms.SetRecordingPolicyAsync(Guid.NewGuid(), policy, Cancellation));
    }
}
