using Microsoft.Extensions.Logging.Abstractions;

namespace Conference.Signaling.Tests;

public sealed class ParticipantLinkTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private int _aborts;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Events_wait_for_the_opening_and_keep_their_order()
    {
        var link = Link();
        var seen = new List<int>();
        var done = new TaskCompletionSource();
        for (var i = 0; i < 100; i++)
        {
            var number = i;
            link.Send(_ =>
            {
                lock (seen) seen.Add(number);
                if (number == 99) done.SetResult();
                return Task.CompletedTask;
            });
        }

        Assert.Empty(seen);
        link.Open();
        await done.Task.WaitAsync(Patience, Cancellation);

        Assert.Equal(Enumerable.Range(0, 100), seen);
    }

    [Fact]
    public async Task A_reader_that_falls_too_far_behind_is_cut_off_once()
    {
        var link = Link();
        var stuck = new TaskCompletionSource();
        var entered = new TaskCompletionSource();
        link.Open();
        link.Send(_ =>
        {
            entered.SetResult();
            return stuck.Task;
        });
        await entered.Task.WaitAsync(Patience, Cancellation);

        for (var i = 0; i < 1024; i++) link.Send(_ => Task.CompletedTask);
        Assert.Equal(0, _aborts);
        for (var i = 0; i < 10; i++) link.Send(_ => Task.CompletedTask);

        Assert.Equal(1, _aborts);
        Assert.True(link.IsGone);
        stuck.SetResult();
    }

    [Fact]
    public async Task A_closing_link_delivers_what_it_has_and_then_ends()
    {
        var time = new ManualTime(DateTimeOffset.UnixEpoch);
        var link = Link();
        var last = new TaskCompletionSource();
        link.Send(_ =>
        {
            last.SetResult();
            return Task.CompletedTask;
        });

        var closing = link.CloseAsync(TimeSpan.FromSeconds(1), time);
        link.Send(_ => throw new InvalidOperationException("Nothing is sent after the close."));
        await last.Task.WaitAsync(Patience, Cancellation);
        Assert.Equal(0, _aborts);
        time.Advance(TimeSpan.FromSeconds(1));
        await closing.WaitAsync(Patience, Cancellation);

        Assert.Equal(1, _aborts);
    }

    // The messages of these tests say nothing to their client, so there is none.
    private ParticipantLink Link() => new("c", null!, () => _aborts++, NullLogger.Instance);
}
