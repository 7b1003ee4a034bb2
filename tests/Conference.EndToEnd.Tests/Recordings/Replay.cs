using System.Globalization;
using Conference.EndToEnd.Tests.Browsers;
using Conference.Testing.Media;

namespace Conference.EndToEnd.Tests.Recordings;

/// <summary>The replay page in a browser, and one of the pictures on it.</summary>
/// <param name="Rendition">The id of the picture's rendition.</param>
/// <param name="Mix">That of the sound beside it, where there are several.</param>
public sealed record Replay(BrowserTab Tab, string Rendition, string? Mix = null)
{
    private string Sound => Mix is null ? "[data-testid=replay-audio]" : $"audio[data-rendition=\"{Mix}\"]";

    private string Picture => $"video[data-rendition=\"{Rendition}\"]";

    public Task PressPlayAsync(CancellationToken cancellationToken) => Tab.ClickAsync("replay-play", cancellationToken);

    public async Task PauseAsync(CancellationToken cancellationToken)
    {
        if (await IsPlayingAsync(cancellationToken)) await PressPlayAsync(cancellationToken);
        await Until.TrueAsync(async () => !await IsPlayingAsync(cancellationToken), 15, "the replay stands", cancellationToken);
    }

    /// <summary>Whether the sound of this moment is loaded.</summary>
    /// <param name="seconds">From the sound's own first frame.</param>
    public Task<bool> HasLoadedAsync(double seconds, CancellationToken cancellationToken) => Tab.EvaluateAsync<bool>(
        string.Create(CultureInfo.InvariantCulture,
            $"(({{ buffered: b }}) => Array.from({{ length: b.length }}, (_, n) => n).some((n) => b.start(n) <= {seconds} && b.end(n) >= {seconds}))(document.querySelector('{Sound}'))"),
        cancellationToken);

    /// <summary>Waits until picture and sound have both gone on by a second, and the picture is this sender's.</summary>
    public async Task PlaysAsync(int sender, CancellationToken cancellationToken)
    {
        var before = await Until.ValueAsync(() => LookAsync(cancellationToken), now => now is { Picture: not null, Sound: not null }, 15, "picture and sound are there", cancellationToken);
        await Until.ValueAsync(() => LookAsync(cancellationToken),
            now => now.Picture?.CurrentTime > before.Picture!.CurrentTime + 1 && now.Sound?.CurrentTime > before.Sound!.CurrentTime + 1 && now.Picture.Sender == sender,
            30, $"sound and the picture of number {sender} play", cancellationToken);
    }

    /// <summary>Moves the slider, as a finger would.</summary>
    /// <param name="milliseconds">From the start of the recording.</param>
    public Task SeekAsync(int milliseconds, CancellationToken cancellationToken) => Tab.EvaluateAsync<bool>(
        string.Create(CultureInfo.InvariantCulture,
            $"(() => {{ const seek = document.querySelector('[data-testid=replay-seek]'); seek.value = {milliseconds}; seek.dispatchEvent(new InputEvent('input', {{ bubbles: true }})); return true; }})()"),
        cancellationToken);

    /// <summary>Waits until the picture that stands is the one that the recording has at that time, or one of its nearest neighbours.</summary>
    /// <param name="seconds">From the rendition's own first frame.</param>
    public async Task ShowsAsync(RecordedVideo recorded, double seconds, CancellationToken cancellationToken)
    {
        var at = recorded.Frames[0].Time + seconds;
        // A picture stands until the next one, which a busy publisher may be long about.
        var expected = recorded.Frames.Last(frame => frame.Reading is not null && frame.Time <= at).Reading!.Value.Counter;
        await Until.ValueAsync(() => LookAsync(cancellationToken), now => now.Picture?.Counter is { } shown && Distance(shown, expected) <= 8, 15,
            $"{seconds:F1} s into it the picture is number {expected}", cancellationToken);
    }

    private Task<bool> IsPlayingAsync(CancellationToken cancellationToken) =>
        Tab.EvaluateAsync<bool>("document.querySelector('[data-testid=replay-play]').dataset.playing === 'true'", cancellationToken);

    private Task<Standing> LookAsync(CancellationToken cancellationToken) => Tab.EvaluateAsync<Standing>(
        $$"""
        (() => {
          const look = (media) => media === null ? null : ({
            currentTime: media.currentTime, paused: media.paused, seeking: media.seeking, readyState: media.readyState, error: media.error?.message ?? null,
            buffered: Array.from({ length: media.buffered.length }, (_, n) => `${media.buffered.start(n)}-${media.buffered.end(n)}`).join(),
          });
          const video = document.querySelector('{{Picture}}'), reading = probe.read(video);
          return { picture: { ...look(video), sender: reading?.sender ?? null, counter: reading?.counter ?? null }, sound: look(document.querySelector('{{Sound}}')) };
        })()
        """, cancellationToken);

    private static int Distance(int a, int b)
    {
        var apart = Math.Abs(a - b) % TestPattern.Period;
        return Math.Min(apart, TestPattern.Period - apart);
    }

    private sealed record Standing(Element? Picture, Element? Sound);

    /// <summary>What a media element shows and, for the message of a failure, why it might not.</summary>
    private sealed record Element(
        double CurrentTime, bool Paused, bool Seeking, int ReadyState, string Buffered, string? Error, int? Sender = null, int? Counter = null);
}
