using System.Threading.Channels;
using Microsoft.Extensions.Logging;

namespace Conference.Signaling.Live;

/// <summary>
/// Runs work one piece at a time in the order it came: what makes a room the one owner of its state without a lock.
/// Work never waits for other work of the same queue.
/// </summary>
internal sealed partial class SerialQueue
{
    private readonly Channel<Func<Task>> _work = Channel.CreateUnbounded<Func<Task>>(new UnboundedChannelOptions { SingleReader = true });
    private readonly ILogger _logger;

    public SerialQueue(ILogger logger)
    {
        _logger = logger;
        Completion = PumpAsync();
    }

    /// <summary>Ends after <see cref="Complete"/>, when the last piece of work is done.</summary>
    public Task Completion { get; }

    /// <summary>Queues work whose outcome the caller awaits; its exceptions are the caller's.</summary>
    /// <exception cref="RoomException"><see cref="RoomError.LectureEnded"/> after <see cref="Complete"/>.</exception>
    public Task<T> RunAsync<T>(Func<Task<T>> work)
    {
        var outcome = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        var queued = _work.Writer.TryWrite(async () =>
        {
            try
            {
                outcome.SetResult(await work());
            }
            catch (Exception exception)
            {
                outcome.SetException(exception);
            }
        });
        return queued ? outcome.Task : throw new RoomException(RoomError.LectureEnded, "The lecture is over.");
    }

    /// <inheritdoc cref="RunAsync{T}"/>
    public Task RunAsync(Func<Task> work) => RunAsync(async () =>
    {
        await work();
        return true;
    });

    /// <summary>Queues work that nobody awaits; an exception is logged and the queue goes on. Does nothing after <see cref="Complete"/>.</summary>
    public void Post(Func<Task> work) => _work.Writer.TryWrite(work);

    public void Complete() => _work.Writer.TryComplete();

    private async Task PumpAsync()
    {
        await foreach (var work in _work.Reader.ReadAllAsync())
        {
            try
            {
                await work();
            }
            catch (Exception exception)
            {
                LogWorkFailed(exception);
            }
        }
    }
}
