using Conference.Rooms.Model;
using Conference.Sfu.Control;
using Conference.Signaling.Messages;

namespace Conference.Signaling.Live;

/// <summary>Somebody inside, or somebody whose place is kept. Owned by its room's queue.</summary>
internal sealed class Participant
{
    public required Guid Id { get; init; }
    public required string Name { get; init; }
    public required ParticipantRole Role { get; init; }
    public Guid? PersonId { get; init; }
    public required Allowance Chat { get; init; }

    /// <summary>Of joining again, Publish, Resubscribe and SetMediaState together.</summary>
    public required Allowance Calls { get; init; }

    /// <summary>SHA-256 of the key that its page holds. One key for the whole stay: a renewed one could be lost with the connection that carries it.</summary>
    public required string ResumeKeyHash { get; init; }

    public required PublishRights Rights { get; set; }

    /// <summary>Null while its connection is lost and its place is kept.</summary>
    public ParticipantLink? Link { get; set; }

    /// <summary>Set for one that came by HTTP (WHIP, WHEP) and has no hub connection: it is inside as long as its media transport.</summary>
    public MediaSession? Session { get; init; }

    /// <summary>Its row is in the database: chat messages refer to it.</summary>
    public bool IsStored { get; set; }

    /// <summary>Runs while <see cref="Link"/> is null.</summary>
    public ITimer? Grace { get; set; }

    public MediaStateMessage Media { get; set; } = new(false, false, false);

    /// <summary>Not answered yet: sent again after a resume, because the SFU makes no further offer until this one is answered.</summary>
    public SubscribeOfferMessage? PendingOffer { get; set; }

    /// <summary>The SFU waits for a new offer of this publisher; asked again after a resume.</summary>
    public bool PublishAgainPending { get; set; }

    public ParticipantId SfuId => new(Id);

    public ParticipantView View => new(
        Id,
        Name,
        Wire.Role(Role),
        Media.MicrophoneOn && Rights.HasFlag(PublishRights.Microphone),
        Media.CameraOn && Rights.HasFlag(PublishRights.Camera),
        Media.ScreenOn && Rights.HasFlag(PublishRights.Screen),
        Link is null && Session is null ? "reconnecting" : "connected");

    public void Send(Func<ILectureClient, Task> message) => Link?.Send(message);
}
