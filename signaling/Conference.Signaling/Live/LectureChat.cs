using Conference.Rooms.Model;
using Conference.Signaling.Messages;

namespace Conference.Signaling.Live;

/// <summary>What was said in a lecture, whole for those who come late, and bounded because each of them is sent all of it.</summary>
/// <param name="maximumCharacters">UTF-16 code units of all messages together.</param>
internal sealed class LectureChat(int maximumCharacters)
{
    private readonly List<ChatView> _messages = [];
    private long _characters; // with what is on its way to the database

    public IReadOnlyList<ChatView> Messages => [.. _messages];

    /// <summary>What an earlier process kept, in the order it was said.</summary>
    public void Load(IEnumerable<ChatView> messages)
    {
        _messages.AddRange(messages);
        _characters = _messages.Sum(message => (long)message.Text.Length);
    }

    /// <summary>Takes room for a message that is about to be stored. A teacher always has room: who fills the chat must not silence the lecture.</summary>
    /// <exception cref="RoomException"><see cref="RoomError.ChatFull"/>.</exception>
    public void Reserve(string text, ParticipantRole author)
    {
        if (author != ParticipantRole.Teacher && _characters + text.Length > maximumCharacters)
        {
            throw new RoomException(RoomError.ChatFull, "The chat of this lecture is full.");
        }

        _characters += text.Length;
    }

    /// <summary>Gives the room back: the message could not be stored.</summary>
    public void Release(string text) => _characters -= text.Length;

    public void Add(ChatView message) => _messages.Add(message);
}
