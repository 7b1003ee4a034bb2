using Conference.Rooms.Model;
using Conference.Signaling.Messages;

namespace Conference.Signaling.Live;

/// <summary>What is said in a lecture: kept, sent to everybody, whole for those who come late, and bounded because each of them is sent all of it. Owned by the room's queue.</summary>
internal sealed class LectureChat(Lecture lecture, RoomCommands commands, StorageLane storage, Roster roster, Attendance attendance, LiveRoomContext context)
{
    private readonly List<ChatView> _messages = [];
    private long _characters; // UTF-16 code units, with what is on its way to the database

    public IReadOnlyList<ChatView> Messages => [.. _messages];

    /// <summary>Takes up what an earlier process kept.</summary>
    public async Task LoadAsync()
    {
        _messages.AddRange((await context.Stores.Chat.ListAsync(lecture.Id, context.Stopping)).Select(Wire.Chat));
        _characters = _messages.Sum(message => (long)message.Text.Length);
    }

    /// <summary>Keeps the message, then sends it to everybody, its author included.</summary>
    public async Task<ChatView> SendAsync(Participant participant, ParticipantLink link, string text)
    {
        var clean = ChatText.Clean(text);
        await commands.RunAsync(() =>
        {
            commands.RequireSeat(participant, link);
            if (!participant.Chat.TryTake(context.Time.GetUtcNow())) throw new RoomException(RoomError.TooFast, "Too many messages in a short time.");
            Reserve(clean, participant.Role);
        });
        return await storage.RunAsync(async () =>
        {
            var view = await KeepAsync(participant, clean);
            // Posted from the lane, so that the room sees messages in the order of their numbers.
            commands.Post(() =>
            {
                _messages.Add(view);
                context.Metrics.ChatMessageSent();
                roster.SendAll(client => client.ChatMessage(view));
            });
            return view;
        });
    }

    private async Task<ChatView> KeepAsync(Participant participant, string text)
    {
        try
        {
            await attendance.StoreAsync(participant);
            return Wire.Chat(await context.Stores.Chat.AppendAsync(lecture.Id, participant.Id, participant.Name, participant.Role, text, context.Stopping));
        }
        catch
        {
            commands.Post(() => { _characters -= text.Length; });
            throw;
        }
    }

    /// <summary>Takes room for a message that is about to be stored. A teacher always has room: who fills the chat must not silence the lecture.</summary>
    private void Reserve(string text, ParticipantRole author)
    {
        if (author != ParticipantRole.Teacher && _characters + text.Length > context.Options.MaximumChatCharacters)
        {
            throw new RoomException(RoomError.ChatFull, "The chat of this lecture is full.");
        }

        _characters += text.Length;
    }
}
