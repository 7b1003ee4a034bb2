using Conference.Rooms.Model;
using Conference.Sfu.Control;
using Conference.Signaling.Messages;

namespace Conference.Signaling.Live;

/// <summary>What a role may do under the room's two switches.</summary>
internal static class RoomRights
{
    public static PublishRights Of(ParticipantRole role, bool studentsMaySpeak, bool studentsMayShowCamera) => role == ParticipantRole.Teacher
        ? PublishRights.All
        : (studentsMaySpeak ? PublishRights.Microphone : PublishRights.None) | (studentsMayShowCamera ? PublishRights.Camera : PublishRights.None);

    public static RightsView View(ParticipantRole role, PublishRights rights) => new(
        rights.HasFlag(PublishRights.Microphone),
        rights.HasFlag(PublishRights.Camera),
        rights.HasFlag(PublishRights.Screen),
        role == ParticipantRole.Teacher);
}
