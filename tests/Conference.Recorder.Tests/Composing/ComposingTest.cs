using Conference.Recorder.Tests.Media;

namespace Conference.Recorder.Tests.Composing;

/// <summary>What tests of composed videos begin with: tracks that are recorded, and the recording of which a job makes something.</summary>
public abstract class ComposingTest : IAsyncDisposable
{
    private protected const long Second = 1_000_000;

    private protected static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private protected RecordedPart Part { get; } = new();

    /// <summary>Made of the Part when it is there.</summary>
    private protected FinishedRecording? Recording { get; set; }

    public async ValueTask DisposeAsync()
    {
        if (Recording is null) Part.Dispose();
        else await Recording.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    /// <summary>A picture that is white for the first 0.12 s of each second, else black.</summary>
    private protected static Task<List<CodedFrame>> FlashesAsync(string codec, int seconds) =>
        Encoded.VideoAsync(codec, seconds, "64x64", 25, "color=c=black", "drawbox=color=white:t=fill:enable='lt(mod(t,1),0.12)'");
}
