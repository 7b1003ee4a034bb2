using System.Diagnostics.Metrics;
using Conference.Signaling.Live;

namespace Conference.Signaling;

/// <summary>The meter "Conference.Signaling".</summary>
internal sealed class SignalingMetrics
{
    public const string MeterName = "Conference.Signaling";

    private readonly UpDownCounter<long> _connections;
    private readonly UpDownCounter<long> _participants;
    private readonly UpDownCounter<long> _rooms;
    private readonly Counter<long> _chatMessages;
    private readonly Counter<long> _refusedCalls;
    private readonly Counter<long> _resumes;

    public SignalingMetrics(IMeterFactory meters)
    {
        var meter = meters.Create(MeterName);
        _connections = meter.CreateUpDownCounter<long>("conference.signaling.connections", "{connection}", "Open hub connections.");
        _participants = meter.CreateUpDownCounter<long>(
            "conference.signaling.participants", "{participant}", "People in lectures, those who are reconnecting included.");
        _rooms = meter.CreateUpDownCounter<long>("conference.signaling.rooms.live", "{room}", "Rooms with a lecture going on.");
        _chatMessages = meter.CreateCounter<long>("conference.signaling.chat.messages", "{message}", "Chat messages kept and sent to everybody.");
        _refusedCalls = meter.CreateCounter<long>("conference.signaling.calls.refused", "{call}", "Hub calls refused, by code.");
        _resumes = meter.CreateCounter<long>("conference.signaling.resumes", "{join}", "Joins that took a kept place again.");
    }

    public void Connected() => _connections.Add(1);

    public void Disconnected() => _connections.Add(-1);

    public void ParticipantsChanged(int by) => _participants.Add(by);

    public void RoomOpened() => _rooms.Add(1);

    public void RoomClosed() => _rooms.Add(-1);

    public void ChatMessageSent() => _chatMessages.Add(1);

    public void Resumed() => _resumes.Add(1);

    public void Refused(RoomError error) => _refusedCalls.Add(1, new KeyValuePair<string, object?>("code", error.Code()));
}
