using System.Threading.Channels;
using Conference.Sfu.Control;

namespace Conference.Recorder.Tests.Media;

/// <summary>A Tap whose messages the test writes. Its clock began some time before and knows nothing of the wall clock, like the SFU's.</summary>
internal sealed class TestTap(TimeProvider time) : ITap
{
    private readonly Channel<TapMessage> _messages = Channel.CreateUnbounded<TapMessage>();
    private readonly TaskCompletionSource _taken = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly long _start = time.GetTimestamp();

    /// <summary>Ends when a recorder has come for it.</summary>
    public Task Taken => _taken.Task;

    public ChannelReader<TapMessage> Messages => _messages.Reader;

    public long Now => (long)time.GetElapsedTime(_start).TotalMicroseconds + 60_000_000;

    public void RequestKeyFrame(TrackId track, KeyFrameReason reason)
    {
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    public void Take() => _taken.TrySetResult();

    public void Write(TapMessage message) => _messages.Writer.TryWrite(message);

    /// <summary>The room ends.</summary>
    public void Complete() => _messages.Writer.TryComplete();
}
