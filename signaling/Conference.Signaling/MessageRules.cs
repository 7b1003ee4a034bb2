using System.Diagnostics.CodeAnalysis;
using Conference.Sfu.Control;
using Conference.Signaling.Joining;
using Conference.Signaling.Live;
using Conference.Signaling.Messages;

namespace Conference.Signaling;

/// <summary>
/// The shape of what a browser may send, past what the JSON reader checks (which lets null and absent members through).
/// Every breach is <see cref="RoomError.BadMessage"/> with a sentence that names the member.
/// </summary>
internal static class MessageRules
{
    /// <summary>An m= section takes about 3 kB of SDP: a room of 100 tracks.</summary>
    public const int MaximumSdpLength = 384 * 1024;

    /// <summary>A page offers what it sends itself: 10,200 characters in Chromium with camera, screen and the sound of both. What the SFU takes at most.</summary>
    public const int MaximumOfferLength = 128 * 1024;

    /// <summary>Microphone, camera, screen, its audio, and room for sections that have gone idle.</summary>
    private const int MaximumSections = 32;
    private const int MaximumCodecs = 32;
    private const int MaximumMidLength = 64;

    /// <summary>Before it is cleaned; what is kept is shorter.</summary>
    private const int MaximumTitleLength = 1000;
    private const int MaximumAgo = 600_000;

    public static void Check([NotNull] JoinMessage? message)
    {
        Require(message is not null, "Join needs a message.");
        Require(message.Token is { Length: > 0 and <= JoinTokens.MaximumTokenLength }, "token must be a join token.");
        Require(message.ResumeKey is null or { Length: <= ResumeKey.MaximumLength }, "resumeKey is too long.");
        Require(message.Receives is { Count: <= MaximumCodecs }, "receives must be a short list of codec names.");
    }

    public static PublishOffer Check([NotNull] PublishMessage? message)
    {
        Require(message is not null, "Publish needs a message.");
        RequireSdp(message.Sdp, MaximumOfferLength);
        Require(message.Sections is { Count: <= MaximumSections }, $"sections must be a list of at most {MaximumSections}.");
        var sections = new List<PublishedSection>(message.Sections.Count);
        foreach (var section in message.Sections)
        {
            Require(section is { Mid.Length: > 0 and <= MaximumMidLength }, "Each section must have a mid.");
            Require(
                Wire.TryParseSource(section.Source, out var source), "A section's source must be microphone, camera, screen or screenAudio.");
            sections.Add(new PublishedSection(section.Mid, source));
        }

        return new PublishOffer(message.Sdp, sections);
    }

    public static void Check([NotNull] AnswerMessage? message)
    {
        Require(message is not null, "Answer needs a message.");
        RequireSdp(message.Sdp, MaximumSdpLength);
    }

    public static void Check([NotNull] MediaStateMessage? message) => Require(message is not null, "SetMediaState needs a message.");

    public static void Check([NotNull] SwitchesMessage? message) => Require(message is not null, "SetSwitches needs a message.");

    public static void Check([NotNull] MarkMessage? message)
    {
        Require(message is not null, "MarkChapter needs a message.");
        Require(message.Title is null or { Length: <= MaximumTitleLength }, $"title has at most {MaximumTitleLength} characters.");
        Require(message.AgoMilliseconds is >= 0 and <= MaximumAgo, $"agoMilliseconds must be 0 to {MaximumAgo}.");
    }

    public static void CheckText([NotNull] string? text) => Require(text is not null, "SendChat needs a text.");

    private static void RequireSdp([NotNull] string? sdp, int maximumLength) =>
        Require(sdp is { Length: > 0 } && sdp.Length <= maximumLength, $"sdp must be a session description of at most {maximumLength} characters.");

    private static void Require([DoesNotReturnIf(false)] bool holds, string sentence)
    {
        if (!holds) throw new RoomException(RoomError.BadMessage, sentence);
    }
}
