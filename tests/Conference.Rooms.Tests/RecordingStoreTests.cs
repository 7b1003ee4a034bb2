namespace Conference.Rooms.Tests;

public sealed class RecordingStoreTests(StorageFixture storage) : IClassFixture<StorageFixture>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Of_ten_requests_at_once_one_makes_the_recording()
    {
        var lecture = await storage.StartLectureAsync();
        var owner = lecture.Room!.OwnerId;

        var answers = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => storage.Recordings.RequestAsync(lecture.Id, owner, Cancellation)));

        var recording = Assert.Single(answers, answer => answer is not null)!;
        Assert.Equal(RecordingState.Requested, recording.State);
        Assert.Equal(recording.Id, (await storage.Recordings.CurrentAsync(lecture.Id, Cancellation))!.Id);
    }

    [Fact]
    public async Task After_a_stop_the_next_recording_can_start_while_the_first_is_finishing()
    {
        var lecture = await storage.StartLectureAsync();
        var first = await storage.Recordings.RequestAsync(lecture.Id, lecture.Room!.OwnerId, Cancellation);

        Assert.True(await storage.Recordings.RequestStopAsync(lecture.Id, Cancellation));
        Assert.False(await storage.Recordings.RequestStopAsync(lecture.Id, Cancellation));
        var second = await storage.Recordings.RequestAsync(lecture.Id, lecture.Room.OwnerId, Cancellation);

        Assert.NotNull(second);
        var stopped = await storage.Recordings.FindAsync(first!.Id, Cancellation);
        Assert.Equal(RecordingState.Finishing, stopped!.State);
        Assert.NotNull(stopped.StopRequestedAt);
        Assert.Equal(second.Id, (await storage.Recordings.CurrentAsync(lecture.Id, Cancellation))!.Id);
    }

    [Fact]
    public async Task The_end_of_the_lecture_asks_its_recording_to_stop_and_refuses_a_new_one()
    {
        var lecture = await storage.StartLectureAsync();
        var recording = await storage.Recordings.RequestAsync(lecture.Id, lecture.Room!.OwnerId, Cancellation);

        Assert.True(await storage.Lectures.EndAsync(lecture.Id, Cancellation));

        Assert.Equal(RecordingState.Finishing, (await storage.Recordings.FindAsync(recording!.Id, Cancellation))!.State);
        Assert.Null(await storage.Recordings.RequestAsync(lecture.Id, lecture.Room.OwnerId, Cancellation));
    }

    [Fact]
    public async Task The_list_shows_a_teacher_own_rooms_and_says_what_can_be_seen()
    {
        var mine = await storage.StartLectureAsync();
        var other = await storage.StartLectureAsync();
        var recording = await storage.Recordings.RequestAsync(mine.Id, mine.Room!.OwnerId, Cancellation);
        await storage.Recordings.RequestAsync(other.Id, other.Room!.OwnerId, Cancellation);
        await LeaseAsync(recording!.Id, "recorder-list");
        var part = (await storage.Leases.AddPartAsync(recording.Id, Guid.CreateVersion7(), "recorder-list", DateTimeOffset.UtcNow, Cancellation)).Part;
        await storage.Leases.AddRenditionAsync(Rendition(part!.Id, RenditionKind.Mix), Cancellation);
        await storage.Leases.AddRenditionAsync(Rendition(part.Id, RenditionKind.Camera), Cancellation);

        var line = Assert.Single(await storage.Recordings.ListAsync(new RecordingViewer(mine.Room.OwnerId, false, []), null, Cancellation));
        Assert.Equal(recording.Id, line.Recording.Id);
        Assert.Equal("Ada", line.Recording.Lecture!.Room!.Owner!.Name);
        Assert.True(line.HasCamera);
        Assert.False(line.HasScreen);
        Assert.Single(await storage.Recordings.ListAsync(RecordingViewer.Staff, other.Room.Code, Cancellation));
        Assert.Empty(await storage.Recordings.ListAsync(new RecordingViewer(mine.Room.OwnerId, false, []), other.Room.Code, Cancellation));
    }

    [Fact]
    public async Task A_recorder_takes_a_recording_from_request_to_ready()
    {
        var lecture = await storage.StartLectureAsync();
        var id = (await storage.Recordings.RequestAsync(lecture.Id, lecture.Room!.OwnerId, Cancellation))!.Id;
        var started = new DateTimeOffset(2030, 3, 4, 10, 0, 0, TimeSpan.Zero);
        await LeaseAsync(id, "recorder-a");

        var part = (await storage.Leases.AddPartAsync(id, Guid.CreateVersion7(), "recorder-a", started, Cancellation)).Part;
        Assert.Equal(RecordingState.Recording, (await storage.Recordings.FindAsync(id, Cancellation))!.State);
        // Written, and the answer lost: asked for again.
        Assert.Equal((part!.Id, 1), ((await storage.Leases.AddPartAsync(id, part.Id, "recorder-a", started, Cancellation)).Part!.Id, part.Number));
        var rendition = Rendition(part.Id, RenditionKind.Mix);
        await storage.Leases.AddRenditionAsync(rendition, Cancellation);
        rendition.DurationMilliseconds = 61_000;
        Assert.True(await storage.Leases.UpdateRenditionAsync(rendition, Cancellation));
        Assert.True(await storage.Leases.EndPartAsync(part.Id, started.AddSeconds(61), Cancellation));
        Assert.True(await storage.Leases.SetDurationAsync(id, "recorder-a", 5_000, Cancellation));
        Assert.True(await storage.Leases.MarkFinishingAsync(id, "recorder-a", Cancellation));
        Assert.True(await storage.Leases.MarkReadyAsync(id, "recorder-a", started.AddSeconds(61), 61_000, Cancellation));

        var ready = (await storage.Recordings.FindAsync(id, Cancellation))!;
        Assert.Equal((RecordingState.Ready, started, 61_000L, null), (ready.State, ready.StartedAt, ready.DurationMilliseconds, ready.LeaseOwner));
        Assert.Equal(61_000, Assert.Single(Assert.Single(ready.Parts).Renditions).DurationMilliseconds);
        Assert.False(await storage.Leases.RenewAsync(id, "recorder-a", TimeSpan.FromMinutes(1), Cancellation));
    }

    [Fact]
    public async Task A_stop_before_the_first_packet_is_not_overwritten_by_the_start()
    {
        var lecture = await storage.StartLectureAsync();
        var id = (await storage.Recordings.RequestAsync(lecture.Id, lecture.Room!.OwnerId, Cancellation))!.Id;
        await LeaseAsync(id, "recorder-b");
        await storage.Recordings.RequestStopAsync(lecture.Id, Cancellation);

        Assert.True((await storage.Leases.AddPartAsync(id, Guid.CreateVersion7(), "recorder-b", DateTimeOffset.UtcNow, Cancellation)).IsThere);

        Assert.Equal(RecordingState.Finishing, (await storage.Recordings.FindAsync(id, Cancellation))!.State);
    }

    [Fact]
    public async Task A_lease_that_ran_out_goes_to_another_recorder_and_the_first_can_write_no_more()
    {
        var lecture = await storage.StartLectureAsync();
        var id = (await storage.Recordings.RequestAsync(lecture.Id, lecture.Room!.OwnerId, Cancellation))!.Id;
        await LeaseAsync(id, "crashed", TimeSpan.Zero);

        await LeaseAsync(id, "successor");

        Assert.False(await storage.Leases.RenewAsync(id, "crashed", TimeSpan.FromMinutes(1), Cancellation));
        Assert.False(await storage.Leases.MarkReadyAsync(id, "crashed", DateTimeOffset.UtcNow, 1, Cancellation));
        Assert.True(await storage.Leases.MarkFailedAsync(id, "successor", "The store is gone.", Cancellation));
        Assert.Equal("The store is gone.", (await storage.Recordings.FindAsync(id, Cancellation))!.FailureReason);
    }

    [Fact]
    public async Task Recorders_that_look_at_once_lease_different_recordings()
    {
        var ids = new List<Guid>();
        for (var i = 0; i < 6; i++)
        {
            var lecture = await storage.StartLectureAsync();
            ids.Add((await storage.Recordings.RequestAsync(lecture.Id, lecture.Room!.OwnerId, Cancellation))!.Id);
        }

        var leased = await Task.WhenAll(Enumerable.Range(0, 40)
            .Select(i => storage.Leases.NextAsync($"many-{i}", TimeSpan.FromMinutes(1), Cancellation)));

        var taken = leased.OfType<Recording>().Select(recording => recording.Id).ToList();
        Assert.Equal(taken.Count, taken.Distinct().Count());
        Assert.Superset(ids.ToHashSet(), taken.ToHashSet());
    }

    [Fact]
    public async Task What_dead_recorders_held_is_free_at_once_and_nothing_else_is()
    {
        var lectures = new[] { await storage.StartLectureAsync(), await storage.StartLectureAsync() };
        var ids = new List<Guid>();
        foreach (var lecture in lectures) ids.Add((await storage.Recordings.RequestAsync(lecture.Id, lecture.Room!.OwnerId, Cancellation))!.Id);
        await LeaseAsync(ids[0], "hall/dead");
        await LeaseAsync(ids[1], "hall/alive");

        Assert.Equal(1, await storage.Leases.ReleaseAllAsync(["hall/long-dead", "hall/dead"], Cancellation));

        Assert.Null((await storage.Recordings.FindAsync(ids[0], Cancellation))!.LeaseOwner);
        Assert.Equal("hall/alive", (await storage.Recordings.FindAsync(ids[1], Cancellation))!.LeaseOwner);
        // Whoever only seemed dead cannot go on as if nothing had happened.
        Assert.False(await storage.Leases.RenewAsync(ids[0], "hall/dead", TimeSpan.FromMinutes(1), Cancellation));
        Assert.Equal(0, await storage.Leases.ReleaseAllAsync([], Cancellation));
    }

    // Other tests of this class leave recordings open, so lease until the wanted one comes.
    private async Task LeaseAsync(Guid id, string owner, TimeSpan? lease = null)
    {
        var others = new List<Guid>();
        while (await storage.Leases.NextAsync(owner, TimeSpan.FromMinutes(1), Cancellation) is { } recording)
        {
            if (recording.Id != id)
            {
                others.Add(recording.Id);
                continue;
            }

            foreach (var other in others) Assert.True(await storage.Leases.ReleaseAsync(other, owner, Cancellation));
            if (lease is { } length) Assert.True(await storage.Leases.RenewAsync(id, owner, length, Cancellation));
            return;
        }

        Assert.Fail("The recording could not be leased.");
    }

    private static Rendition Rendition(Guid partId, RenditionKind kind)
    {
        var id = Guid.CreateVersion7();
        return new Rendition { Id = id, PartId = partId, Kind = kind, Format = RenditionFormat.Hls, Codecs = "opus", ObjectPrefix = $"recordings/x/{id}" };
    }
}
