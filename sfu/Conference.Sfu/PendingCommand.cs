using Conference.Sfu.Control;

namespace Conference.Sfu;

/// <summary>A command on its way through one Worker or two, and the caller who waits for its end.</summary>
internal sealed class PendingCommand
{
    private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task Done => _done.Task;

    /// <summary>Runs a step. A refusal ends the command; another exception ends it too, and goes on to the Worker, because half a change may have been made.</summary>
    public void Run(Action step, bool isLast)
    {
        try
        {
            step();
            if (isLast) _done.TrySetResult();
        }
        catch (SfuException refusal)
        {
            _done.TrySetException(refusal);
        }
        catch (Exception fault)
        {
            _done.TrySetException(fault);
            throw;
        }
    }
}
