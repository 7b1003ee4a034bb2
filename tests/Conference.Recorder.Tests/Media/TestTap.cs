using System.Threading.Channels;
using Conference.Sfu.Control;

namespace Conference.Recorder.Tests.Media;

/// <summary>A Tap whose messages the test writes. Its clock is the wall clock.</summary>
internal sealed class TestTap : ITap
{
    private readonly Channel<TapMessage> _messages = Channel.CreateUnbounded<TapMessage>();

    public DateTimeOffset ClockOrigin { get; } = DateTimeOffset.UtcNow - TimeSpan.FromMinutes(1);

    public ChannelReader<TapMessage> Messages => _messages.Reader;

    public long Now => (DateTimeOffset.UtcNow - ClockOrigin).Ticks / TimeSpan.TicksPerMicrosecond;

    public void RequestKeyFrame(TrackId track)
    {
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    public void Write(TapMessage message) => _messages.Writer.TryWrite(message);

    /// <summary>The room ends.</summary>
    public void Complete() => _messages.Writer.TryComplete();
}
