using System.Diagnostics.CodeAnalysis;
using Conference.Signaling.Live;
using Conference.Signaling.Messages;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Conference.Signaling;

/// <summary>The one SignalR hub. Thin: it checks the message's shape, finds the caller's seat and hands the call to its room.</summary>
internal sealed class LectureHub(
    RoomService rooms,
    IHubContext<LectureHub, ILectureClient> hub,
    IOptions<SignalingOptions> options,
    TimeProvider time,
    SignalingMetrics metrics,
    ILogger<ParticipantLink> linkLogger) : Hub<ILectureClient>
{
    private static readonly object LinkKey = new();

    private ParticipantLink Link => (ParticipantLink)Context.Items[LinkKey]!;

    private Seat Seat => Link.Seat ?? throw new RoomException(RoomError.JoinFirst, "Call Join first.");

    public override Task OnConnectedAsync()
    {
        var context = Context;
        var link = new ParticipantLink(context.ConnectionId, hub.Clients.Client(context.ConnectionId), context.Abort, linkLogger);
        context.Items[LinkKey] = link;
        link.ExpectJoin(options.Value.JoinLimit, time);
        metrics.Connected();
        return Task.CompletedTask;
    }

    public override Task OnDisconnectedAsync(Exception? exception)
    {
        Link.Abandon();
        Link.Seat?.Room.Disconnected(Link);
        metrics.Disconnected();
        return Task.CompletedTask;
    }

    public Task<JoinedMessage> Join(JoinMessage message)
    {
        MessageRules.Check(message);
        if (Link.Seat is not null) throw new RoomException(RoomError.BadMessage, "This connection has joined already.");
        return rooms.JoinAsync(message, Link, Context.ConnectionAborted);
    }

    public Task<PublishedMessage> Publish(PublishMessage message)
    {
        var seat = Seat;
        return seat.Room.PublishAsync(seat.Participant, Link, MessageRules.Check(message), Context.ConnectionAborted);
    }

    public Task Answer(AnswerMessage message)
    {
        var seat = Seat;
        MessageRules.Check(message);
        return seat.Room.AnswerAsync(seat.Participant, Link, message, Context.ConnectionAborted);
    }

    public Task Resubscribe()
    {
        var seat = Seat;
        return seat.Room.ResubscribeAsync(seat.Participant, Link, Context.ConnectionAborted);
    }

    public Task SetMediaState(MediaStateMessage message)
    {
        var seat = Seat;
        MessageRules.Check(message);
        return seat.Room.SetMediaStateAsync(seat.Participant, Link, message);
    }

    public Task<ChatView> SendChat(string text)
    {
        var seat = Seat;
        MessageRules.CheckText(text);
        return seat.Room.Chat.SendAsync(seat.Participant, Link, text);
    }

    public Task SetSwitches(SwitchesMessage message)
    {
        var seat = Seat;
        MessageRules.Check(message);
        return seat.Room.SetSwitchesAsync(seat.Participant, Link, message);
    }

    public Task StartRecording()
    {
        var seat = Seat;
        return seat.Room.Recording.StartAsync(seat.Participant, Link);
    }

    public Task PauseRecording()
    {
        var seat = Seat;
        return seat.Room.Recording.PauseAsync(seat.Participant, Link);
    }

    public Task ResumeRecording()
    {
        var seat = Seat;
        return seat.Room.Recording.ResumeAsync(seat.Participant, Link);
    }

    public Task StopRecording()
    {
        var seat = Seat;
        return seat.Room.Recording.StopAsync(seat.Participant, Link);
    }

    public Task<ChapterView> MarkChapter(MarkMessage message)
    {
        var seat = Seat;
        MessageRules.Check(message);
        return seat.Room.Recording.MarkAsync(seat.Participant, Link, message);
    }

    public Task EndLecture()
    {
        var seat = Seat;
        return seat.Room.EndLectureAsync(seat.Participant, Link);
    }

    public Task Leave()
    {
        var seat = Seat;
        return seat.Room.LeaveAsync(seat.Participant, Link);
    }

    /// <summary>Where <see cref="LectureHubProtocol"/> sends what binds to no method.</summary>
    /// <param name="sentence">What is wrong with the frame.</param>
    [SuppressMessage("Performance", "CA1822", Justification = "SignalR calls instance methods only.")]
    public Task Refuse(string sentence) => throw new RoomException(RoomError.BadMessage, sentence);
}
